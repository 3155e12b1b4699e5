package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func concurrencyLimits() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "concurrency-limits",
			Name:        "Workflow without a concurrency limit",
			Class:       "concurrency-limits",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "Every push starts one more run beside those that are still at work; outsiders can use up the runners.",
			Remediation: "Set `concurrency` with a group and `cancel-in-progress: true`.",
			Example:     "on: pull_request",
			Fixed:       "on: pull_request\nconcurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\n  cancel-in-progress: true",
			Tags:        []string{"zizmor:concurrency-limits"},
		},
		File: onFile(func(c *check) {
			if c.file.Kind != ci.KindPipeline || onlyCalled(c.file) || c.file.Root.Get("concurrency") != nil {
				return
			}
			for _, j := range c.file.Jobs {
				if j.Node.Get("concurrency") == nil {
					c.find(nil, nil, ci.SpanOf(c.file.Root), "", "nothing limits how many runs are at work at once", wholeFile("concurrency"))
					return
				}
			}
		}),
	}
}
