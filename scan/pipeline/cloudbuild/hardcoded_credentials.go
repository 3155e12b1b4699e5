package cloudbuild

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
			Description: "Whoever can read the repository, its history or the description of the build has the credential.",
			Remediation: "Revoke it, keep the new one in Secret Manager, and name it in `availableSecrets` and `secretEnv`.",
			Example:     "- name: bash\n  env: ['API_TOKEN=a8Jd83…Vb5N']",
			Fixed:       "- name: bash\n  secretEnv: ['API_TOKEN']",
		},
		File: func(r *audit.Run) {
			r.Credentials(func(value string) bool { return strings.Contains(value, "$") })
		},
	}
}
