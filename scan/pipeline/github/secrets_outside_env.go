package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func secretsOutsideEnv() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "secrets-outside-env",
			Name:        "Secret used without a deployment environment",
			Class:       "secrets-outside-env",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaAuditor,
			Description: "A secret of the repository is there for every job of every workflow and branch. One of a deployment environment is there for jobs that name the environment, which can be bound to branches and to people's approval.",
			Remediation: "Move the secret to an environment and name that in the job.",
			Example:     "jobs:\n  deploy:\n    steps:\n      - run: deploy\n        env:\n          KEY: ${{ secrets.KEY }}",
			Fixed:       "jobs:\n  deploy:\n    environment: production\n    steps:\n      - run: deploy\n        env:\n          KEY: ${{ secrets.KEY }}",
			Tags:        []string{"zizmor:secrets-outside-env"},
		},
		File: onFile(func(c *check) {
			if c.file.Kind != ci.KindPipeline || onlyCalled(c.file) {
				return
			}
			seen := map[string]bool{}
			c.eachExpression(func(s *spot) {
				if s.job == nil || s.job.Environment != nil {
					return
				}
				for _, part := range s.expr.References() {
					name, ok := strings.CutPrefix(part.Path(), "secrets.")
					if key := s.job.ID + " " + name; ok && name != "github_token" && !seen[key] {
						seen[key] = true
						c.findIn(s, part, fmt.Sprintf("the secret %s is there without a deployment environment", strings.ToUpper(name)))
					}
				}
			})
		}),
	}
}
