package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func overprovisionedSecrets() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "overprovisioned-secrets",
			Name:        "More secrets handed to a step than it uses",
			Class:       "overprovisioned-secrets",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The whole `secrets` context, or a secret whose name is computed, makes the platform send every secret of the repository to the runner, where anything that gets into the job can read them.",
			Remediation: "Name each secret that is used: `${{ secrets.NAME }}`.",
			Example:     "env:\n  ALL: ${{ toJSON(secrets) }}",
			Fixed:       "env:\n  DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}",
			Tags:        []string{"zizmor:overprovisioned-secrets"},
		},
		File: onFile(func(c *check) {
			c.eachExpression(func(s *spot) {
				for _, ref := range s.expr.References() {
					if path := ref.Path(); path == "secrets" || path == "secrets.*" {
						c.findIn(s, ref, "every secret of the repository is sent to the runner")
					}
				}
			})
		}),
	}
}
