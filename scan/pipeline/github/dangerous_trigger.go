package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func dangerousTrigger() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "dangerous-trigger",
			Name:        "Event that runs with secrets on outsiders' input",
			Class:       "dangerous-trigger",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "`pull_request_target` and `workflow_run` run with the repository's secrets and a token that can write, although a fork's pull request starts them. They are hard to use safely.",
			Remediation: "Use `pull_request`. Where the token is needed, keep the job small, check nothing of the pull request out, and take no text of it into scripts.",
			Example:     "on: pull_request_target",
			Fixed:       "on: pull_request",
			Tags:        []string{"zizmor:dangerous-triggers"},
		},
		File: onFile(checkTriggers),
	}
}

func checkTriggers(c *check) {
	if c.file.Kind != ci.KindPipeline || onlyHarmlessSteps(c.file) {
		return
	}
	for _, t := range c.file.Triggers {
		if t.Name == "pull_request_target" || t.Name == "workflow_run" && c.parents() == t.Name {
			c.find(nil, nil, ci.SpanOf(t.Key), "on."+t.Name, fmt.Sprintf("%s runs with secrets and a write token on what outsiders send", t.Name), c.startsAll(t))
		}
	}
}

// startsAll returns a change that tells what is in reach of the jobs which a
// trigger starts for outsiders, and rates the finding by that. Where a path of an
// attack starts at the trigger, the finding is a part of it.
func (c *check) startsAll(t ci.Trigger) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		w.Path = &ci.Path{Effect: "starts this workflow", Entries: []ci.Entry{{Event: t.Name, Who: c.whoCauses(t), Location: w.Location}}}
		kept := true
		for _, job := range c.file.Jobs {
			if c.jobPasses(job, t.Name, 0) && c.passesUnmerged(job, t.Name) {
				w.Path.Reach.Merge(c.place(job, nil).reach(t.Name, nil))
				kept = false
			}
		}
		if kept {
			w.Path.Effect = "starts this workflow, but conditions keep them out of its jobs"
		}
		w.Path.Reach.Consumers = nil // they are among the jobs
		w.Piece, w.Impact = true, w.Path.String()
		w.Properties = map[string]any{ci.PropertyPath: w.Path}
		if r := &w.Path.Reach; !r.Valuable() {
			w.Severity = scan.SeverityMedium
			w.Message = fmt.Sprintf("%s runs in the repository's own context on what outsiders send", t.Name)
		}
	}
}

// passesUnmerged reports whether a job starts for a pull request that nobody has
// merged, which somebody with write access does.
func (c *check) passesUnmerged(job *ci.Job, event string) bool {
	e, _ := c.condition(job.If)
	return e == nil || guard{c: c, event: event, unmerged: true}.judge(e).canTrue
}

// onlyHarmlessSteps reports whether all that a workflow does is use actions
// that are made for these events and run nothing of the pull request.
func onlyHarmlessSteps(f *ci.File) bool {
	steps := 0
	for _, j := range f.Jobs {
		if j.Calls != nil {
			return false
		}
		for _, s := range j.Steps {
			steps++
			if !s.Uses.Is("actions/labeler", "actions/first-interaction") {
				return false
			}
		}
	}
	return steps > 0
}
