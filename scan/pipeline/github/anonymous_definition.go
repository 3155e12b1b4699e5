package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func anonymousDefinition() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
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
		File: onFile(func(c *check) {
			if c.file.Kind != ci.KindUpdates && c.file.Name.Null() {
				c.find(nil, nil, ci.SpanOf(c.file.Root), "", "the definition has no name", wholeFile("name"))
			}
		}),
		Job: onJob(func(c *check, job *ci.Job) {
			if job.Name.Null() {
				c.find(job, nil, ci.SpanOf(job.Key), "", fmt.Sprintf("job %s has no name", job.ID))
			}
		}),
	}
}
