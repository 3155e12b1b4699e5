package circleci

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func dangerousTrigger() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Context within reach of every branch",
			Class:       "dangerous-trigger",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "The job gets the secrets of a context and runs for every push to every branch, and for pull requests of forks where the settings hand secrets to them. What such a branch brings decides what is done with them.",
			Remediation: "Give the job `filters: branches: only: main`, an approval before it, or restrict the context to expressions and security groups.",
			Example:     "jobs:\n  - deploy:\n      context: production",
			Fixed:       "jobs:\n  - deploy:\n      context: production\n      filters:\n        branches:\n          only: main",
		},
		File: func(r *audit.Run) {
			eachCall(r.File, func(c call) {
				key, context := c.config.Pair("context")
				if context == nil || filtered(r.File, c) {
					return
				}
				r.Find(nil, nil, ci.Between(key, context), "workflows."+c.workflow+".jobs."+c.job, fmt.Sprintf("job %s gets a context's secrets on every branch", c.job), func(w *ci.Weakness) { w.Piece, w.Job = true, c.job })
			})
		},
	}
}
