package github

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func userInput() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "user-input-affects-build",
			Name:        "Manual run with inputs",
			Class:       "user-input-affects-build",
			Severity:    scan.SeverityInfo,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaAuditor,
			Description: "Who starts the workflow by hand sets values that can change what it builds. Levels of SLSA ask that a build depends on its source alone.",
			Remediation: "Build releases without inputs, or record the inputs in the provenance.",
			Example:     "on:\n  workflow_dispatch:\n    inputs:\n      flags:\n        type: string",
			Fixed:       "on: workflow_dispatch",
			Tags:        []string{"checkov:CKV_GHA_7"},
		},
		File: onFile(func(c *check) {
			for _, t := range c.file.Triggers {
				if key, value := t.Config.Pair("inputs"); t.Name == "workflow_dispatch" && value.Len() > 0 {
					c.find(nil, nil, ci.SpanOf(key), "on.workflow_dispatch.inputs", "who starts the workflow by hand sets values of it")
				}
			}
		}),
	}
}
