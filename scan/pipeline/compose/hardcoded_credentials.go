package compose

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "hardcoded-credentials",
			Name:        "Literal credential in a service's environment",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository, its history or the configuration of the running container has the credential.",
			Remediation: "Change it, and take it from a secret (`secrets:`) or from a variable of the host (`${NAME}`).",
			Example:     "environment:\n  API_TOKEN: 4f9a…",
			Fixed:       "environment:\n  API_TOKEN: ${API_TOKEN:?}",
		},
		File: func(r *audit.Run) { r.Credentials(computed) },
	}
}
