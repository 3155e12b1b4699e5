package gitlab

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// maxExtends bounds the chain of jobs that extend each other; the platform
// allows 11.
const maxExtends = 11

// setting returns what a job has for a key: its own, that of the jobs that it
// extends as far as they stand in the file, or the default.
func setting(f *ci.File, job *ci.Job, key string) *document.Node {
	if n := inherited(f.Root, job.Node, key, 0); n != nil {
		return n
	}
	if n := f.Root.At("default", key); n != nil {
		return n
	}
	if isGlobal(key) {
		return f.Root.Get(key)
	}
	return nil
}

func inherited(root, job *document.Node, key string, depth int) *document.Node {
	if n := job.Get(key); n != nil || depth > maxExtends {
		return n
	}
	var found *document.Node
	for name := range job.Get("extends").List() {
		if n := inherited(root, root.Get(name.Value()), key, depth+1); n != nil {
			found = n // later ones count before earlier ones
		}
	}
	return found
}

// hidden reports whether a job is only there to be extended.
func hidden(job *ci.Job) bool {
	return strings.HasPrefix(job.ID, ".") || job.Key == nil
}

// inMergeRequests reports whether a job runs in pipelines of merge requests, as
// far as the file says.
func inMergeRequests(f *ci.File, job *ci.Job) bool {
	if rules := setting(f, job, "rules"); rules != nil {
		return rulesAllow(rules)
	}
	only := setting(f, job, "only")
	if only.Kind() == document.Mapping {
		only = only.Get("refs")
	}
	for ref := range only.List() {
		if ref.Value() == "merge_requests" {
			return true
		}
	}
	return only == nil && !hidden(job) && rulesAllow(f.Root.At("workflow", "rules"))
}

// rulesAllow reports whether a list of rules names merge requests to let a job
// run in them.
func rulesAllow(rules *document.Node) bool {
	for _, rule := range rules.Items() {
		if rule.Get("when").Value() != "never" && namesMergeRequests(rule.Get("if").Value()) {
			return true
		}
	}
	return false
}

func namesMergeRequests(cond string) bool {
	cond = strings.ReplaceAll(cond, " ", "")
	return strings.Contains(cond, `=="merge_request_event"`) || strings.Contains(cond, "=='merge_request_event'") ||
		cond == "$CI_MERGE_REQUEST_IID" || cond == "$CI_MERGE_REQUEST_ID"
}

// onFixedRef reports whether a job runs on branches only that the file names,
// so that nobody chooses the name.
func onFixedRef(f *ci.File, job *ci.Job) bool {
	rules := setting(f, job, "rules")
	if rules == nil {
		only := setting(f, job, "only")
		if only.Kind() == document.Mapping {
			only = only.Get("refs")
		}
		return only != nil && all(only, fixedName)
	}
	return rules.Len() > 0 && all(rules, func(rule *document.Node) bool {
		return rule.Get("when").Value() == "never" || fixedCondition(rule.Get("if").Value())
	})
}

func all(list *document.Node, test func(*document.Node) bool) bool {
	count := 0
	for n := range list.List() {
		if count++; !test(n) {
			return false
		}
	}
	return count > 0
}

// fixedName reports whether an entry of only is a name and neither a pattern
// nor a word for many.
func fixedName(n *document.Node) bool {
	switch v := n.Value(); v {
	case "", "branches", "tags", "merge_requests", "external_pull_requests", "pushes", "web", "triggers", "schedules", "api", "pipelines", "chat":
		return false
	default:
		return !strings.HasPrefix(v, "/")
	}
}

func fixedCondition(cond string) bool {
	cond = strings.ReplaceAll(cond, " ", "")
	for _, name := range []string{"$CI_COMMIT_BRANCH==", "$CI_COMMIT_REF_NAME=="} {
		if strings.Contains(cond, name) && !strings.Contains(cond, "||") {
			return true
		}
	}
	return false
}
