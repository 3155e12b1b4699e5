package codebuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Literal credential in a build's variables",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Variables in plain text can be read by whoever reads the repository, its history, or the build in the console.",
			Remediation: "Revoke it, keep the new one in Secrets Manager and name it under `env.secrets-manager`.",
			Example:     "env:\n  variables:\n    API_TOKEN: a8Jd83…Vb5N",
			Fixed:       "env:\n  secrets-manager:\n    API_TOKEN: app:token",
		},
		File: func(r *audit.Run) {
			r.Credentials(func(value string) bool { return strings.Contains(value, "$") })
		},
	}
}
