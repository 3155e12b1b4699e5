package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unsoundCondition() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Condition that is always true",
			Class:       "unsound-condition",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "A text that stands alone is true, whatever it says: `or(eq(variables['Build.SourceBranch'], 'refs/heads/main'), 'refs/heads/release')` lets every branch pass, pull requests among them.",
			Remediation: "Write the comparison out in each term.",
			Example:     "condition: or(eq(variables['Build.SourceBranch'], 'refs/heads/main'), 'refs/heads/release')",
			Fixed:       "condition: in(variables['Build.SourceBranch'], 'refs/heads/main', 'refs/heads/release')",
		},
		File: func(r *audit.Run) {
			eachCondition(r, func(job *ci.Job, step *ci.Step, cond *node, e *expr.Node) {
				// A mere "true" or "always()" says what is meant.
				if e.Unwrap().Kind != expr.Call && !strings.HasPrefix(cond.Value(), "'") || judge(e) != isTrue {
					return
				}
				r.Find(job, step, ci.SpanOf(cond), "condition", "the condition is true whatever the run is for",
					func(w *ci.Weakness) { w.Expression = cond.Value() })
			})
		},
	}
}
