package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func checkoutTOCTOU() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "untrusted-checkout-toctou",
			Name:       "Approved code can change before it is checked out",
			Class:      "untrusted-checkout-toctou",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceMedium,
			Description: "Somebody with rights looks at a pull request and then comments, labels or approves. Between that and the checkout the author can push other code, " +
				"and a branch or `refs/pull/…` is whatever it is then.",
			Remediation: "Check out the commit that was looked at, by its hash, from the event or from the comment itself.",
			Example:     "if: github.event.comment.author_association == 'OWNER'\nsteps:\n  - uses: actions/checkout@v6\n    with:\n      ref: refs/pull/${{ github.event.issue.number }}/merge",
			Fixed:       "if: github.event.label.name == 'tested'\nsteps:\n  - uses: actions/checkout@v6\n    with:\n      ref: ${{ github.event.pull_request.head.sha }}",
		},
		Job: onJob(checkRace),
	}
}

func checkRace(c *check, job *ci.Job) {
	if !c.startedBy("issue_comment") && !c.startedBy("pull_request_target") || c.comparesTimes(job, map[*ci.Job]bool{}) || slices.ContainsFunc(job.Steps, refusesForks) {
		return
	}
	var last *ci.Step // a checkout that nothing has run yet
	report := func() {
		if last != nil {
			c.find(job, last, ci.SpanOf(last.Node), "", "what is checked out can have changed since somebody approved it",
				c.ends(job, last, attack{source: headSource, effect: "has other code checked out than was approved", key: c.headKey(job, last), approved: true, most: scan.SeverityHigh}))
		}
	}
	var from *ci.Step // the last checkout
	for _, step := range job.Steps {
		p := c.place(job, step)
		brings := p.checksOutHead() && p.mutableRef() && c.approvedFirst(job, step)
		if brings {
			report()
			last, from = step, step
		}
		if from == nil {
			continue
		}
		if part, ok := c.executes(step, brings, folderOf(from)); ok {
			last = nil
			c.find(job, step, ci.SpanOf(step.Node), part, "this step runs code that can have changed since somebody approved it", c.ends(job, step, attack{
				source: headSource, effect: "runs other code than was approved", key: c.headKey(job, from), approved: true,
				trace: []hop{{ci.SpanOf(from.Node), c.place(job, from), ""}},
			}))
		}
	}
	report()
}

// approvedFirst reports whether a step runs for outsiders' code, but only after
// somebody with rights asked for it, in a run that does not name the commit.
func (c *check) approvedFirst(job *ci.Job, step *ci.Step) bool {
	for _, t := range c.file.Triggers {
		switch t.Name {
		case "issue_comment":
			if !c.passes(job, step, t.Name) || c.checkedBefore(job, step) {
				return true
			}
		case "pull_request_target":
			if job.Environment != nil || onlyLabeled(t.Config) && (c.asksForLabel(job.If) || c.asksForLabel(step.If) || !c.passes(job, step, t.Name)) {
				return true
			}
		}
	}
	return false
}

// onlyLabeled reports whether a trigger starts for new labels only.
func onlyLabeled(config *document.Node) bool {
	types := config.Get("types")
	for n := range types.List() {
		if n.Value() != "labeled" {
			return false
		}
	}
	return types != nil
}

// comparesTimes reports whether a script of the job, or of one that it waits
// for, looks at when the pull request was pushed to.
func (c *check) comparesTimes(job *ci.Job, seen map[*ci.Job]bool) bool {
	seen[job] = true
	for _, s := range job.Steps {
		if s.Run != nil && (strings.Contains(s.Run.Text.Value(), "pushed_at") || strings.Contains(s.Run.Text.Value(), "pushedDate")) {
			return true
		}
	}
	for _, id := range job.Needs {
		if need := c.jobByID(id); need != nil && !seen[need] && c.comparesTimes(need, seen) {
			return true
		}
	}
	return false
}

// mutableRef reports whether the place's step checks out something that can
// move: not a hash.
func (p place) mutableRef() bool {
	if p.step.Uses == nil {
		return true
	}
	ref := p.step.Input("ref")
	if ref == nil || !p.isHash(ref, 0) {
		return true
	}
	// A script that asks for the hash gets that of the moment.
	return p.c.startedBy("issue_comment") && strings.Contains(ref.Value(), "steps.") && p.asksForHead(ref)
}

// asksForHead reports whether a setting is an output of a script that asks the
// platform for the pull request.
func (p place) asksForHead(n *document.Node) bool {
	for _, f := range expr.Fences(n.Value()) {
		e := p.c.expression(n.Value()[f.Inner:f.InnerEnd])
		if e == nil {
			continue
		}
		parts := strings.Split(e.Path(), ".")
		for _, s := range p.job.Steps {
			if len(parts) == 4 && parts[0] == "steps" && strings.EqualFold(s.ID, parts[1]) && s.Run != nil {
				text := s.Run.Text.Value()
				return strings.Contains(text, "gh api") && strings.Contains(text, "/pulls/") || strings.Contains(text, "gh pr view")
			}
		}
	}
	return false
}

// isHash reports whether a setting is a commit's hash, judged by the names of
// what it is made of.
func (p place) isHash(n *document.Node, depth int) bool {
	fences := expr.Fences(n.Value())
	if len(fences) != 1 || depth > maxFlow {
		return false
	}
	f := fences[0]
	e := p.c.expression(n.Value()[f.Inner:f.InnerEnd])
	if e == nil {
		return false
	}
	e = e.Unwrap()
	name := strings.ToLower(e.Text)
	if strings.Contains(name, "sha") || strings.Contains(name, "commit") || strings.Contains(name, "oid") {
		return true
	}
	parts := strings.Split(e.Path(), ".")
	if parts[0] == "env" && len(parts) == 2 {
		if def := p.envNode(parts[1]); def != nil {
			return p.isHash(def, depth+1)
		}
	}
	return len(parts) == 4 && strings.Contains(parts[1], "sha")
}
