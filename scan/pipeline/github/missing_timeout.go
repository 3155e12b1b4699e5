package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func missingTimeout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "missing-timeout",
			Name:        "Job without a time limit",
			Class:       "missing-timeout",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "A job that hangs occupies its runner for six hours.",
			Remediation: "Set `timeout-minutes`.",
			Example:     "jobs:\n  test:\n    runs-on: ubuntu-24.04",
			Fixed:       "jobs:\n  test:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 15",
			Fix:         "Unsafe: sets `timeout-minutes: 60`.",
		},
		Job: onJob(func(c *check, job *ci.Job) {
			if job.Calls == nil && job.Node.Get("timeout-minutes") == nil {
				c.find(job, nil, ci.SpanOf(job.Key), "", fmt.Sprintf("job %s has no time limit", job.ID),
					audit.Mend("End the job after an hour", "a job that takes longer is ended", c.beside(job, "timeout-minutes: 60")...))
			}
		}),
	}
}
