package azure

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func spoofableActorCheck() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Decision on a name that anybody can write into a commit",
			Class:       "spoofable-actor-check",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "A commit's author is what git was told it is, and a display name is not one person's: neither says who it was.",
			Remediation: "Compare `variables['Build.RequestedForId']`, or let a check of the environment decide.",
			Example:     "condition: eq(variables['Build.SourceVersionAuthor'], 'release-bot')",
			Fixed:       "condition: eq(variables['Build.SourceBranch'], 'refs/heads/main')",
		},
		File: func(r *audit.Run) {
			eachCondition(r, func(job *ci.Job, step *ci.Step, cond *node, e *expr.Node) {
				for n := range e.All() {
					if n.Kind != expr.Call || len(n.Args) < 2 || n.IsCall("ne") || n.IsCall("notIn") || negated(e, n) || n.IsCall("or") || n.IsCall("and") {
						continue
					}
					if name := strings.TrimPrefix(n.Args[0].Unwrap().Path(), "variables."); isName(predefined(name)) {
						r.Find(job, step, ci.SpanOf(cond), "condition", fmt.Sprintf("the condition trusts %s", predefined(name)),
							func(w *ci.Weakness) { w.Expression = cond.Value() })
						return
					}
				}
			})
		},
	}
}

// isName reports whether a source is the name of a person.
func isName(source string) bool {
	return source == "a commit's author" || source == "the name that a user chose"
}
