package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func unredactedSecrets() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unredacted-secrets",
			Name:        "Part of a structured secret that the log does not mask",
			Class:       "unredacted-secrets",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The platform masks a secret's text in logs as a whole. What `fromJSON` takes out of it is other text and shows up unmasked.",
			Remediation: "Keep each value in a secret of its own, or mask it with `::add-mask::` before anything can print it.",
			Example:     "env:\n  KEY: ${{ fromJSON(secrets.ACCOUNT).key }}",
			Fixed:       "env:\n  KEY: ${{ secrets.ACCOUNT_KEY }}",
			Tags:        []string{"zizmor:unredacted-secrets"},
		},
		File: onFile(func(c *check) {
			c.eachExpression(func(s *spot) {
				for part := range s.expr.All() {
					if part.IsCall("fromjson") && len(part.Args) == 1 && strings.HasPrefix(part.Args[0].Unwrap().Path(), "secrets.") {
						c.findIn(s, part, "a part of a secret is taken out, which the log does not mask")
					}
				}
			})
		}),
	}
}
