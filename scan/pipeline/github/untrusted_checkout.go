package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
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
func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
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
		Job: onJob(checkCheckouts),
		File: onFile(func(c *check) {
			if c.file.Kind == ci.KindComponent && c.called() {
				for _, job := range c.file.Jobs {
					checkCheckouts(c, job)
				}
			}
		}),
	}
}

// headSource is what a checkout of a pull request brings.
const headSource = "code of a pull request"

// checkout is a step that brings a pull request's code in, with the steps that
// run it.
type checkout struct {
	step  *ci.Step
	place scan.Location
	sinks []scan.Location
	key   string // of the path
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
			list = append(list, &checkout{step: step, place: c.file.Location(ci.SpanOf(step.Node), c.Logical(job, step, "")), key: c.headKey(job, step)})
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
		a := attack{source: headSource, effect: "has code checked out", key: co.key, most: scan.SeverityHigh}
		if len(co.sinks) > 0 {
			a.effect, a.beyond, a.most = "runs code", co.sinks[:1], scan.SeverityCritical
		}
		c.find(job, co.step, ci.SpanOf(co.step.Node), "", "a pull request's code is checked out where the repository's secrets or token are at hand",
			c.ends(job, co.step, a), co.rate, func(w *ci.Weakness) {
				if len(co.sinks) > 0 {
					w.Related = co.sinks[1:]
				} else if folderOf(co.step) != "" || c.onlyFetches(job, co.step) {
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
	trace := []hop{{ci.SpanOf(co.step.Node), c.place(job, co.step), ""}}
	c.find(job, step, ci.SpanOf(step.Node), part, "this step runs code of a pull request with the repository's secrets or token at hand",
		c.ends(job, step, attack{source: headSource, effect: "runs code", trace: trace, key: co.key}), co.rate)
}

// rate sets how sure a finding about the checkout is.
func (co *checkout) rate(w *ci.Weakness) {
	w.Confidence = scan.ConfidenceMedium
	if unsafe, _ := co.step.Input("allow-unsafe-pr-checkout").Bool(); unsafe || co.step.Run != nil {
		w.Confidence = scan.ConfidenceHigh
	}
	if w.Privilege == ci.PrivilegeUnknown {
		w.Severity = scan.SeverityMedium
	}
}

// headKey returns the key of the path of a pull request's code that a step
// brings in: the place of the checkout, which can be in an action that the step
// uses. One change there mends all that follows.
func (c *check) headKey(job *ci.Job, step *ci.Step) string {
	at := c
	for range maxCalls {
		callee := at.callee(job, step.Uses)
		if callee == nil || callee.file.Kind != ci.KindComponent || len(callee.file.Jobs) == 0 {
			break
		}
		inner := slices.IndexFunc(callee.file.Jobs[0].Steps, func(s *ci.Step) bool {
			below := callee.callee(callee.file.Jobs[0], s.Uses)
			return callee.place(callee.file.Jobs[0], s).checksOutHead() || below != nil && below.brings().head
		})
		if inner < 0 {
			break
		}
		at, job = callee, callee.file.Jobs[0]
		step = job.Steps[inner]
	}
	return at.file.Source.Path + "#" + at.Logical(job, step, "")
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

// onlyFetches reports whether a step gets the objects of a pull request, and
// neither it nor a later one of the job puts files of them into the work tree.
func (c *check) onlyFetches(job *ci.Job, from *ci.Step) bool {
	if from.Run == nil {
		return false
	}
	for _, step := range job.Steps[slices.Index(job.Steps, from):] {
		brings := step.Uses != nil && strings.HasSuffix(step.Uses.Name(), "/checkout")
		c.EachCommand(step, func(cmd *shell.Command) {
			brings = brings || cmd.Name() == "gh" && cmd.Has("checkout") ||
				cmd.Name() == "git" && cmd.Has("pull", "checkout", "switch", "merge", "clone", "reset", "rebase", "cherry-pick", "restore", "worktree", "archive", "apply", "am")
		})
		if brings {
			return false
		}
	}
	return true
}
