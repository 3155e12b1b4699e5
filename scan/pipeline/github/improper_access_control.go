package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func improperAccessControl() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "improper-access-control",
			Name:        "Label that stays when the code changes",
			Class:       "improper-access-control",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "A label is to say that somebody looked at a pull request. It stays when its author pushes other code, and the workflow starts for that push too, with the label still there.",
			Remediation: "Start for `types: [labeled]` only and check out `github.event.pull_request.head.sha`, or take the label away at every push.",
			Example:     "on:\n  pull_request_target:\n    types: [synchronize]\njobs:\n  a:\n    if: contains(github.event.pull_request.labels.*.name, 'safe')",
			Fixed:       "on:\n  pull_request_target:\n    types: [labeled]\njobs:\n  a:\n    if: github.event.label.name == 'safe'",
			Tags:        []string{"codeql:ImproperAccessControl", "sisakulint:improper-access-control"},
		},
		Job: onJob(func(c *check, job *ci.Job) {
			if !c.startsForPushes() || c.removesLabels() {
				return
			}
			for _, step := range job.Steps {
				if (c.asksForLabel(step.If) || c.asksForLabel(job.If)) && c.place(job, step).checksOutHead() {
					c.find(job, step, ci.SpanOf(step.Node), "if", "the label is still there when the pull request gets other code",
						func(w *ci.Weakness) { w.Piece, w.Correlation = true, c.headKey(job, step) })
				}
			}
		}),
	}
}

// startsForPushes reports whether the workflow starts, with the repository's
// secrets at hand, when a pull request gets other code.
func (c *check) startsForPushes() bool {
	for _, t := range c.file.Triggers {
		if t.Name != "pull_request_target" {
			continue
		}
		types := t.Config.Get("types")
		if types == nil {
			return true
		}
		for n := range types.List() {
			if n.Value() == "synchronize" {
				return true
			}
		}
	}
	return false
}

// asksForLabel reports whether a condition looks for one of the labels that the
// pull request has.
func (c *check) asksForLabel(cond *document.Node) bool {
	e, _ := c.condition(cond)
	if e == nil {
		return false
	}
	for n := range e.All() {
		if n.IsCall("contains") && len(n.Args) == 2 && strings.HasPrefix(n.Args[0].Unwrap().Path(), "github.event.pull_request.labels") {
			if v, ok := expr.Fold(n.Args[1]); ok && v.Text != "" {
				return true
			}
		}
	}
	return false
}

// removesLabels reports whether a step of the file
// takes labels away.
func (c *check) removesLabels() bool {
	for _, job := range c.file.Jobs {
		for _, step := range job.Steps {
			text := scriptText(step)
			if strings.Contains(text, "--remove-label") || strings.Contains(text, "removeLabel") || step.Uses.Is("actions-ecosystem/action-remove-labels") {
				return true
			}
		}
	}
	return false
}
