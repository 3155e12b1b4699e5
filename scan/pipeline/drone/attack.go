package drone

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

const pullRequest = "pull_request"

// stageOf returns what is known of who starts the steps of a file and what they
// have.
func stageOf(r *audit.Run, s *System) audit.Stage {
	return audit.Stage{
		Entries: func(job *ci.Job, _ *ci.Step, a *audit.Attack) []ci.Entry { return entries(r.File, job, a.Source) },
		Reach: func(job *ci.Job, reach *ci.Reach) {
			reach.Secrets = audit.Confided(s, r.File, job)
			if on, _ := job.Node.Get("privileged").Bool(); on {
				reach.Runner = "the machine of the runner (the step is privileged)"
			}
		},
		Takes: takes,
		Depends: func(p *ci.Path) []string {
			if len(p.Reach.Secrets) > 0 && slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == pullRequest }) {
				return []string{"whether pull requests of forks are built and get secrets"}
			}
			if slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == pullRequest }) {
				return []string{"whether pull requests of forks are built"}
			}
			return nil
		},
	}
}

// takes says what a later step takes over from one: steps of one pipeline share
// their work tree.
func takes(later, from *ci.Job) string {
	of := func(job *ci.Job) string { return job.ID[:strings.LastIndexByte(job.ID, '.')+1] }
	if of(later) != of(from) || later.Node.Start() < from.Node.Start() {
		return ""
	}
	return "work tree"
}

// entries returns the ways to have a source come into a step.
func entries(f *ci.File, job *ci.Job, source string) []ci.Entry {
	requests := ci.Entry{Event: pullRequest, Who: "whoever opens a pull request"}
	if source == requestText {
		return []ci.Entry{requests}
	}
	list := []ci.Entry{{Event: "push", Who: "whoever may push a branch or tag", Members: true}}
	if source != tagName && startedByRequests(f, job) {
		list = append(list, requests)
	}
	return list
}

// startedByRequests reports whether pull requests start a step, as far as the
// conditions of the pipeline and of the step say.
func startedByRequests(f *ci.File, job *ci.Job) bool {
	named := false
	for event := range events(f.Root, job.If) {
		if event == "pull_request" || event == "pull_request_target" {
			return true
		}
		named = true
	}
	return !named
}
