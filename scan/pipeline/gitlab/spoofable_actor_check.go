package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func spoofableActorCheck() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Decision on a name that anybody can write into a commit",
			Class:       "spoofable-actor-check",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "A commit's author is what git was told it is, and a user's display name is theirs to choose: neither says who it was.",
			Remediation: "Compare `$GITLAB_USER_LOGIN`, or ask for a protected branch (`$CI_COMMIT_REF_PROTECTED == \"true\"`).",
			Example:     "rules:\n  - if: $CI_COMMIT_AUTHOR =~ /release-bot/",
			Fixed:       "rules:\n  - if: $GITLAB_USER_LOGIN == \"release-bot\" && $CI_COMMIT_REF_PROTECTED == \"true\"",
		},
		File: func(r *audit.Run) {
			eachCondition(r.File, func(job *ci.Job, cond *document.Node, part string) {
				if strings.Contains(cond.Value(), "CI_COMMIT_REF_PROTECTED") {
					return
				}
				for term := range terms(cond.Value()) {
					if name := authorTest(term.text); name != "" {
						r.Find(job, nil, term.span(r, cond), part, fmt.Sprintf("%s is what anybody can write into a commit or profile", name),
							func(w *ci.Weakness) { w.Expression = term.text })
					}
				}
			})
		},
	}
}

// authorTest returns the variable when a term lets through those that have
// written a certain name.
func authorTest(term string) string {
	if strings.Contains(term, "!=") || strings.Contains(term, "!~") {
		return ""
	}
	for _, op := range []string{"==", "=~"} {
		if left, _, ok := strings.Cut(term, op); ok {
			switch name := strings.Trim(left, " (${}"); name {
			case "CI_COMMIT_AUTHOR", "GITLAB_USER_NAME":
				return name
			}
		}
	}
	return ""
}
