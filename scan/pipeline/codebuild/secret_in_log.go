package codebuild

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func secretInLog() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Secret exported from a build",
			Class:       "secret-in-log",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Exported variables are shown in plain text with the build, and handed to later stages of the pipeline as its variables.",
			Remediation: "Do not export it: have the later stage read the secret from Secrets Manager itself.",
			Example:     "env:\n  secrets-manager:\n    TOKEN: app:token\n  exported-variables: [TOKEN]",
			Fixed:       "env:\n  secrets-manager:\n    TOKEN: app:token",
		},
		File: func(r *audit.Run) {
			known := secrets(r.File)
			for name := range r.File.Root.At("env", "exported-variables").List() {
				if known[name.Value()] {
					r.Find(nil, nil, ci.SpanOf(name), "env.exported-variables", fmt.Sprintf("the secret %s is shown with the build", name.Value()))
				}
			}
		},
	}
}
