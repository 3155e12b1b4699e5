package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// untrustedCheckout looks for pull requests' code in runs with secrets or a
// token that can write.
//
// Since July 2026 actions/checkout refuses a fork's code under
// pull_request_target and workflow_run unless allow-unsafe-pr-checkout is true
// (version 7, and the moving tags v4 to v6). The finding stays without that
// input: a commit hash of before, git in a script and other platforms do not
// refuse, pull requests from branches of the repository pass, and issue_comment
// is not covered. It then has a lower confidence.
func untrustedCheckout() *rule {
	return &rule{
		meta: scan.Rule{
			ID:         "untrusted-checkout",
			Name:       "Pull request's code in a privileged run",
			Class:      "untrusted-checkout",
			Severity:   scan.SeverityCritical,
			Confidence: scan.ConfidenceHigh,
			Description: "Events such as `pull_request_target`, `workflow_run` and `issue_comment` run with the repository's secrets and a token that can write, whoever caused them. " +
				"When such a run checks out the pull request, whatever it then builds, installs or calls is the outsider's code.",
			Remediation: "Build pull requests under `pull_request`, and do what needs the token in a second workflow that treats the results as data. " +
				"Where the code has to be there, run nothing of it.",
			Example: "on: pull_request_target\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v6\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: make",
			Fixed:   "on: pull_request\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v6\n      - run: make",
		},
		job: checkCheckouts,
		file: func(c *check) {
			if c.file.Kind == ci.KindComponent && c.called() {
				for _, job := range c.file.Jobs {
					checkCheckouts(c, job)
				}
			}
		},
	}
}

// checkout is a step that brings a pull request's code in, with the steps that
// run it.
type checkout struct {
	step  *ci.Step
	place scan.Location
	sinks []scan.Location
}

func checkCheckouts(c *check, job *ci.Job) {
	var list []*checkout
	for _, step := range job.Steps {
		if !c.exposed(job, step) {
			continue
		}
		brings := c.place(job, step).checksOutHead()
		if callee := c.callee(job, step.Uses); callee != nil && callee.brings().head {
			brings = true // what it runs itself is reported there
		}
		if brings {
			list = append(list, &checkout{step: step, place: c.file.Location(ci.SpanOf(step.Node), c.Logical(job, step, ""))})
		}
		if len(list) == 0 {
			continue
		}
		last := list[len(list)-1]
		if part, ok := c.executes(step, brings, folderOf(last.step)); ok && (!brings || c.callee(job, step.Uses) == nil) {
			c.runsCheckout(job, step, last, part)
		}
	}
	for _, co := range list {
		if c.callee(job, co.step.Uses) != nil {
			continue // the checkout is reported where it stands
		}
		severity := scan.SeverityHigh
		if len(co.sinks) > 0 {
			severity = scan.SeverityCritical
		}
		c.find(job, co.step, ci.SpanOf(co.step.Node), "", "a pull request's code is checked out where the repository's secrets or token are at hand",
			co.rate(severity), func(w *ci.Weakness) {
				w.Related = co.sinks
				if len(co.sinks) == 0 && folderOf(co.step) != "" {
					w.Severity, w.Persona = scan.SeverityMedium, scan.PersonaPedantic // kept apart, and nothing runs it
				}
			})
	}
}

// runsCheckout notes a step that runs what a checkout brought, and reports it
// unless it is the checkout itself.
func (c *check) runsCheckout(job *ci.Job, step *ci.Step, co *checkout, part string) {
	sink := c.file.Location(ci.SpanOf(step.Node), c.Logical(job, step, part))
	sink.Role = "sink"
	co.sinks = append(co.sinks, sink)
	if step == co.step {
		return
	}
	c.find(job, step, ci.SpanOf(step.Node), part, "this step runs code of a pull request with the repository's secrets or token at hand",
		co.rate(scan.SeverityCritical), func(w *ci.Weakness) {
			source := co.place
			source.Role = "source"
			w.Related = []scan.Location{source}
		})
}

// rate returns a change that rates a finding about the checkout. All of them
// have one correlation, since one change mends them.
func (co *checkout) rate(s scan.Severity) func(*ci.Weakness) {
	confidence := scan.ConfidenceMedium
	if unsafe, _ := co.step.Input("allow-unsafe-pr-checkout").Bool(); unsafe || co.step.Run != nil {
		confidence = scan.ConfidenceHigh
	}
	return func(w *ci.Weakness) {
		w.Severity, w.Confidence = s, confidence
		w.Correlation = co.place.Path + "#" + co.place.Logical
		if w.Privilege == ci.PrivilegeUnknown {
			w.Severity = scan.SeverityMedium
		}
	}
}

// exposed reports whether an outsider's pull request can bring a privileged run
// as far as the step. A workflow that is only called may be called by such a
// run.
func (c *check) exposed(job *ci.Job, step *ci.Step) bool {
	if job.Environment != nil {
		return false // deployments to it can be made to wait for approval
	}
	for _, name := range c.reachable(job, step) {
		if e := events[name]; e.outsiders && e.privileged && e.code || name == "workflow_call" && onlyCalled(c.file) {
			return !c.checkedBefore(job, step)
		}
	}
	return false
}

// asksPermission reports whether a step asks for the permission of the one who
// caused the run, by itself or in a step of the action that it uses.
func (c *check) asksPermission(job *ci.Job, step *ci.Step) bool {
	if step.Uses.Is(permissionChecks...) || refusesForks(step) {
		return true
	}
	callee := c.callee(job, step.Uses)
	if callee == nil || callee.file.Kind != ci.KindComponent || len(callee.file.Jobs) == 0 {
		return false
	}
	return slices.ContainsFunc(callee.file.Jobs[0].Steps, func(s *ci.Step) bool {
		return s.If == nil && (s.Uses.Is(permissionChecks...) || refusesForks(s))
	})
}

// refusesForks reports whether a script ends the job when the pull request comes
// from a fork.
func refusesForks(step *ci.Step) bool {
	text := scriptText(step)
	asks := strings.Contains(text, "head.repo") || strings.Contains(text, "isCrossRepository") || strings.Contains(text, "headRepositoryOwner")
	return asks && (strings.Contains(text, "setFailed") || strings.Contains(text, "throw ") || strings.Contains(text, "exit 1"))
}

// checkedBefore reports whether a step before asks for the permission of the
// one who caused the run.
func (c *check) checkedBefore(job *ci.Job, step *ci.Step) bool {
	first, ok := c.guarded[job]
	if !ok {
		first = slices.IndexFunc(job.Steps, func(s *ci.Step) bool { return c.asksPermission(job, s) })
		if first >= 0 {
			first = job.Steps[first].Index
		}
		c.guarded[job] = first
	}
	return first >= 0 && first < step.Index
}
