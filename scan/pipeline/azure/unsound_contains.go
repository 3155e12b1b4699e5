package azure

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unsoundContains() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Test for a branch that matches inside other names",
			Class:       "unsound-contains",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "`contains(variables['Build.SourceBranch'], 'main')` is true for `refs/heads/not-main-at-all` too, and the test of a commit's message is in the hands of whoever writes it. Branch policies protect whole names, so that such a branch may be pushed by anybody.",
			Remediation: "Compare with the whole name: `eq(variables['Build.SourceBranch'], 'refs/heads/main')`.",
			Example:     "condition: contains(variables['Build.SourceBranch'], 'main')",
			Fixed:       "condition: eq(variables['Build.SourceBranch'], 'refs/heads/main')",
		},
		File: func(r *audit.Run) {
			eachCondition(r, func(job *ci.Job, step *ci.Step, cond *node, e *expr.Node) {
				for n := range e.All() {
					if !n.IsCall("contains") && !n.IsCall("endsWith") || len(n.Args) != 2 {
						continue
					}
					name := strings.TrimPrefix(n.Args[0].Unwrap().Path(), "variables.")
					part, ok := expr.Fold(n.Args[1])
					if predefined(name) != branchName || !ok || strings.HasPrefix(part.Text, "refs/heads/") || negated(e, n) {
						continue
					}
					r.Find(job, step, ci.SpanOf(cond), "condition", fmt.Sprintf("%s matches inside the names of other branches too", part.Text), loose(job),
						func(w *ci.Weakness) { w.Expression = cond.Value() })
					return
				}
			})
		},
	}
}

// loose rates a test: for a deployment it is in everybody's interest.
func loose(job *ci.Job) func(*ci.Weakness) {
	if job != nil && (job.Environment != nil || job.Key.Value() == "deployment") {
		return audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
	}
	return audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic)
}

// negated reports whether a call stands directly in not( … ), where matching
// too much lets less pass.
func negated(e, call *expr.Node) bool {
	for n := range e.All() {
		if n.IsCall("not") && len(n.Args) == 1 && n.Args[0].Unwrap() == call {
			return true
		}
	}
	return false
}
