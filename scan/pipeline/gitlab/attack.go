package gitlab

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// stageOf returns what is known of who starts the jobs of a file and what they
// have.
func stageOf(r *audit.Run) audit.Stage {
	return audit.Stage{
		Entries: func(job *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry { return entries(r.File, job, a.Source) },
		Reach:   func(job *ci.Job, reach *ci.Reach) { reaches(r, job, reach) },
		Takes:   func(later, from *ci.Job) string { return takes(r, later, from) },
		Depends: depends,
	}
}

const (
	mergeRequest = "merge_request_event"
	push         = "push"
)

// entries returns the ways to have a source come into a job. Of an input that no
// file hands over nobody knows who sets it.
func entries(f *ci.File, job *ci.Job, source string) []ci.Entry {
	requests := ci.Entry{Event: mergeRequest, Who: "whoever opens a merge request", Location: requestsAt(f, job)}
	pushes := ci.Entry{Event: push, Who: "whoever may push a branch", Members: true}
	var list []ci.Entry
	switch {
	case strings.HasPrefix(source, "a merge request's"):
		list = []ci.Entry{requests}
	case source == branchName && inMergeRequests(f, job):
		list = []ci.Entry{pushes, requests}
	case strings.HasPrefix(source, "a commit's") && inMergeRequests(f, job):
		list = []ci.Entry{requests, pushes}
	case source == branchName, strings.HasPrefix(source, "a commit's"):
		list = []ci.Entry{pushes}
	case source == tagName, source == "a tag's message":
		list = []ci.Entry{{Event: push, Who: "whoever may push a tag", Members: true}}
	case source == webhookBody:
		list = []ci.Entry{{Event: "trigger", Who: "whoever has a trigger token of the project"}}
	case source == userName:
		list = []ci.Entry{{Event: "pipeline", Who: "whoever may start a pipeline", Members: true}}
	}
	for i := range list {
		list[i].Guards = guards(f, job)
	}
	return list
}

// guards returns the conditions of a job's rules that may be meant to keep
// somebody out, and whether it waits for somebody to start it.
func guards(f *ci.File, job *ci.Job) []string {
	var list []string
	for _, rule := range setting(f, job, "rules").Items() {
		cond := strings.Join(strings.Fields(rule.Get("if").Value()), " ")
		switch {
		case rule.Get("when").Value() == "manual":
			list = append(list, "when: manual")
		case rule.Get("when").Value() != "never" && asksWho(cond):
			list = append(list, cond)
		}
	}
	if setting(f, job, "when").Value() == "manual" {
		list = append(list, "when: manual")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// asksWho reports whether a condition asks for somebody or for what members give.
func asksWho(cond string) bool {
	for _, name := range []string{"GITLAB_USER_", "CI_COMMIT_AUTHOR", "CI_COMMIT_REF_PROTECTED", "CI_MERGE_REQUEST_LABELS", "CI_MERGE_REQUEST_APPROVED", "CI_MERGE_REQUEST_SOURCE_PROJECT", "CI_PROJECT_PATH", "CI_PROJECT_NAMESPACE", "CI_MERGE_REQUEST_TITLE", "CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE"} {
		if strings.Contains(cond, name) {
			return true
		}
	}
	return false
}

// requestsAt returns the place that lets a job run in pipelines of merge
// requests, none where no file says it.
func requestsAt(f *ci.File, job *ci.Job) scan.Location {
	rules := placeOf(f, job, "rules")
	part := job.ID + ".rules"
	if rules.node == nil {
		only := placeOf(f, job, "only")
		list := only.node
		if list.Kind() == document.Mapping {
			list = list.Get("refs")
		}
		for ref := range list.List() {
			if ref.Value() == "merge_requests" {
				return only.file.Location(ci.SpanOf(ref), job.ID+".only")
			}
		}
		part = "workflow.rules"
		for p := range parts(f) {
			if n := p.Root.At("workflow", "rules"); n != nil {
				rules = place{p, n}
				break
			}
		}
	}
	for _, rule := range rules.node.Items() {
		if cond := rule.Get("if"); rule.Get("when").Value() != "never" && namesMergeRequests(cond.Value()) {
			return rules.file.Location(ci.SpanOf(cond), part)
		}
	}
	return scan.Location{}
}

// reaches notes what a job has: the token of the job, which may publish packages
// and releases, tokens for other systems, secrets out of vaults, the variables of
// the project that its scripts name, and where it runs and deploys to.
func reaches(r *audit.Run, job *ci.Job, reach *ci.Reach) {
	f := r.File
	reach.Token = ci.Token{Name: "CI_JOB_TOKEN", Write: []string{"packages", "releases"}}
	if setting(f, job, "id_tokens").Len() > 0 {
		reach.Token.Write = append(reach.Token.Write, "id-token")
	}
	for name := range setting(f, job, "secrets").Pairs() {
		reach.Secrets = append(reach.Secrets, name.Value())
	}
	reach.Secrets = append(reach.Secrets, r.NamedCredentials(job, ownVariable)...)
	if env := environmentOf(f, job); env != "" {
		reach.Environments = []string{env}
	}
	reach.Unlisted = "the variables of the project that are not protected"
	reach.Runner = runnerOf(f, job)
	for _, cache := range caches(setting(f, job, "cache")) {
		on, _ := cache.Get("unprotect").Bool()
		reach.Cache = reach.Cache || on && cache.Get("policy").Value() != "pull"
	}
}

// caches returns the caches of a job, which may be one or a list.
func caches(n *document.Node) []*document.Node {
	if n.Kind() == document.Sequence {
		return slices.Collect(n.List())
	}
	return []*document.Node{n}
}

// ownVariable reports whether a variable is one of the platform's.
func ownVariable(name string) bool {
	return strings.HasPrefix(name, "CI_") && name != "CI_DEPLOY_PASSWORD" || strings.HasPrefix(name, "GITLAB_USER_")
}

// environmentOf returns the environment that a job deploys to, empty for none.
// Environments that each branch has for itself hold nothing of their own.
func environmentOf(f *ci.File, job *ci.Job) string {
	env := setting(f, job, "environment")
	if env.Kind() == document.Mapping {
		switch env.Get("action").Value() {
		case "", "start":
		default:
			return ""
		}
		env = env.Get("name")
	}
	if strings.Contains(env.Value(), "$") {
		return ""
	}
	return env.Value()
}

// runnerOf describes the runner of a job where the file asks for one of the
// user's own, or for one whose containers have the host's powers.
func runnerOf(f *ci.File, job *ci.Job) string {
	for s := range setting(f, job, "services").List() {
		ref := s.Value()
		if s.Kind() == document.Mapping {
			ref = s.Get("name").Value()
		}
		if isDaemon(ref) {
			return "a runner whose containers have the host's powers (" + ref + ")"
		}
	}
	var names []string
	for tag := range setting(f, job, "tags").List() {
		if hosted(tag.Value()) || tag.Value() == "" {
			return ""
		}
		names = append(names, tag.Value())
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("the runner with the tags %s", strings.Join(names, ", "))
}

// takes says what a later job takes over from one: variables out of its report,
// or its artifacts.
func takes(r *audit.Run, later, from *ci.Job) string {
	if hidden(later) || hidden(from) {
		return ""
	}
	artifacts := setting(r.File, from, "artifacts")
	if artifacts == nil || !(lookup{r, later}).gets(from) {
		return ""
	}
	if artifacts.At("reports", "dotenv") != nil {
		return "variables"
	}
	if artifacts.Get("paths") != nil {
		return "artifact"
	}
	return ""
}

// depends tells which settings decide on a path.
func depends(p *ci.Path) []string {
	var list []string
	if slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == mergeRequest }) {
		list = append(list, "whether members run the pipelines of forks' merge requests in the project")
	}
	if slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == "trigger" }) {
		list = append(list, "who has a trigger token")
	}
	if len(p.Reach.Secrets) > 0 {
		list = append(list, "which variables are protected")
	}
	return list
}
