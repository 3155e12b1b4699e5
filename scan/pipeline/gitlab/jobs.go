package gitlab

import (
	"iter"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// maxExtends bounds the chain of jobs that extend each other; the platform
// allows 11.
const maxExtends = 11

// maxExtended bounds the jobs that one extends, directly or not.
const maxExtended = 100

// setting returns what a job has for a key: its own, that of the jobs that it
// extends, or the default, of the file or of those that make one pipeline with
// it.
func setting(f *ci.File, job *ci.Job, key string) *document.Node { return placeOf(f, job, key).node }

// placeOf returns a setting of a job with the file that it stands in.
func placeOf(f *ci.File, job *ci.Job, key string) place {
	for _, p := range chain(f, job) {
		if n := p.node.Get(key); n != nil {
			return place{p.file, n}
		}
	}
	for part := range parts(f) {
		if n := part.Root.At("default", key); n != nil {
			return place{part, n}
		}
		if n := part.Root.Get(key); n != nil && isGlobal(key) {
			return place{part, n}
		}
	}
	return place{}
}

// parts yields the file and those that make one pipeline with it.
func parts(f *ci.File) iter.Seq[*ci.File] {
	return func(yield func(*ci.File) bool) {
		if !yield(f) {
			return
		}
		for _, part := range f.Linked {
			if !yield(part) {
				return
			}
		}
	}
}

// place is a part of a file.
type place struct {
	file *ci.File
	node *document.Node
}

// chain returns a job and those that it extends, the nearest first; of several
// that it extends at once, the later ones count before the earlier ones.
func chain(f *ci.File, job *ci.Job) []place {
	return extended(f, []place{{f, job.Node}}, job.Node, 0)
}

func extended(f *ci.File, list []place, n *document.Node, depth int) []place {
	if n.Get("extends") == nil || depth > maxExtends || len(list) > maxExtended {
		return list
	}
	for _, name := range slices.Backward(slices.Collect(n.Get("extends").List())) {
		for part := range parts(f) {
			if base := part.Root.Get(name.Value()); base.Kind() == document.Mapping {
				list = extended(f, append(list, place{part, base}), base, depth+1)
				break
			}
		}
	}
	return list
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
	return only == nil && !hidden(job) && rulesAllow(workflowRules(f))
}

// workflowRules returns the rules for the pipeline as a whole.
func workflowRules(f *ci.File) *document.Node {
	for part := range parts(f) {
		if rules := part.Root.At("workflow", "rules"); rules != nil {
			return rules
		}
	}
	return nil
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
