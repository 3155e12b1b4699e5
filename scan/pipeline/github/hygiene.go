package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func concurrencyLimits() *rule {
	return &rule{
		meta: scan.Rule{
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
		file: func(c *check) {
			if c.file.Kind != ci.KindPipeline || onlyCalled(c.file) || c.file.Root.Get("concurrency") != nil {
				return
			}
			for _, j := range c.file.Jobs {
				if j.Node.Get("concurrency") == nil {
					c.find(nil, nil, ci.SpanOf(c.file.Root), "", "nothing limits how many runs are at work at once", wholeFile("concurrency"))
					return
				}
			}
		},
	}
}

func missingTimeout() *rule {
	return &rule{
		meta: scan.Rule{
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
		},
		job: func(c *check, job *ci.Job) {
			if job.Calls == nil && job.Node.Get("timeout-minutes") == nil {
				c.find(job, nil, ci.SpanOf(job.Key), "", fmt.Sprintf("job %s has no time limit", job.ID))
			}
		},
	}
}

func anonymousDefinition() *rule {
	return &rule{
		meta: scan.Rule{
			ID:          "anonymous-definition",
			Name:        "Workflow or action without a name",
			Class:       "anonymous-definition",
			Severity:    scan.SeverityInfo,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "Logs and lists show the file's path in place of a name.",
			Remediation: "Set `name`.",
			Example:     "on: push",
			Fixed:       "name: test\non: push",
			Tags:        []string{"zizmor:anonymous-definition"},
		},
		file: func(c *check) {
			if c.file.Kind != ci.KindUpdates && c.file.Name.Null() {
				c.find(nil, nil, ci.SpanOf(c.file.Root), "", "the definition has no name", wholeFile("name"))
			}
		},
		job: func(c *check, job *ci.Job) {
			if job.Name.Null() {
				c.find(job, nil, ci.SpanOf(job.Key), "", fmt.Sprintf("job %s has no name", job.ID))
			}
		},
	}
}
