package buildkite

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Literal credential in a variable",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository, its history or a fork of it has the credential, and the platform shows it with the pipeline.",
			Remediation: "Revoke it, and let a hook of the agent, a secret of the cluster or a plugin for a vault bring the new one.",
			Example:     "env:\n  DEPLOY_TOKEN: q7Zk29…nR51",
			Fixed:       "secrets:\n  - DEPLOY_TOKEN",
		},
		File: func(r *audit.Run) {
			r.Credentials(func(text string) bool { return strings.Contains(text, "$") })
		},
	}
}
