package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unsoundCondition() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "unsound-condition",
			Name:       "Condition that is always the same",
			Class:      "unsound-condition",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceHigh,
			Description: "When text, even a line feed at the end of a block, stands around `${{ … }}`, the whole is a text that is not empty, and so always true. " +
				"What the condition was to keep away gets through.",
			Remediation: "Drop the braces, which `if` does not need, or write `|-` or `>-` so that no line feed is left at the end.",
			Example:     "if: |\n  ${{ github.actor == 'octocat' }}",
			Fixed:       "if: github.actor == 'octocat'",
			Fix:         "Unsafe: drops the line feed, so that the condition takes effect.",
			Tags:        []string{"zizmor:unsound-condition"},
		},
		File: onFile(func(c *check) { c.eachCondition(c.unsound) }),
	}
}

func (c *check) unsound(job *ci.Job, step *ci.Step, cond *document.Node) {
	text := cond.Value()
	fences := expr.Fences(text)
	change := func(w *ci.Weakness) { w.Expression = strings.TrimSpace(text) }
	if len(fences) > 0 && (fences[0].Start > 0 || fences[0].End < len(text)) {
		c.find(job, step, ci.SpanOf(cond), "if", "text around the expression makes the condition true whatever the expression yields", change, c.chompFix(cond, fences))
		return
	}
	e, _ := c.condition(cond)
	if e == nil {
		return
	}
	v, ok := expr.Fold(e)
	if !ok {
		return
	}
	persona := scan.PersonaRegular
	if lit := e.Unwrap(); lit.Kind == expr.Bool && !lit.Flag && (step == nil || step.Run == nil) {
		persona = scan.PersonaPedantic // how people switch a job off, or list an action for their update tool
	}
	c.find(job, step, ci.SpanOf(cond), "if", fmt.Sprintf("the condition is always %t", v.Truthy()), change, audit.Level(scan.SeverityLow, scan.ConfidenceHigh, persona))
}

// chompFix drops the line feed behind a block whose only text besides the
// expression it is.
func (c *check) chompFix(cond *document.Node, fences []expr.Fence) func(*ci.Weakness) {
	style := cond.Style()
	text := cond.Value()
	if style != document.Literal && style != document.Folded || len(fences) != 1 || strings.TrimSpace(text[:fences[0].Start]+text[fences[0].End:]) != "" {
		return audit.Mend("", "")
	}
	start, _ := cond.Span()
	end := start + 1
	if src := c.file.Source.Bytes(); end < len(src) && src[end] == '+' {
		end++
	}
	return audit.Mend("Drop the line feed at the end of the block", "the condition, which was always true, takes effect", c.Edit(start+1, end, "-"))
}
