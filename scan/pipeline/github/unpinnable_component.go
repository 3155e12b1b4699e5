package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnableComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unpinnable-component",
			Name:        "Action that pulls code which its users cannot pin",
			Class:       "unpinnable-component",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "Users who name this action's commit still get whatever its image or its own actions have become, since it names them by tags.",
			Remediation: "Name the image by its digest and actions by their commits.",
			Example:     "runs:\n  using: docker\n  image: docker://alpine:3",
			Fixed:       "runs:\n  using: docker\n  image: docker://alpine@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Tags:        []string{"poutine:unpinnable_action"},
		},
		File: onFile(func(c *check) {
			if c.file.Kind != ci.KindComponent || !public(c.file) {
				return
			}
			if c.file.Image != nil && !strings.Contains(c.file.Image.Ref.Value(), "@sha256:") {
				c.find(nil, nil, ci.SpanOf(c.file.Image.Ref), "runs.image", "users cannot pin the image that this action runs")
			}
			for _, job := range c.file.Jobs {
				for _, step := range job.Steps {
					if u := step.Uses; u != nil && u.Repo != "" && !u.Pinned() {
						c.find(job, step, ci.SpanOf(u.Ref), "uses", "users cannot pin what this action uses", audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic))
					}
				}
			}
		}),
	}
}
