package gitlab

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
			Description: "Whoever can read the repository, its history or a fork of it has the credential.",
			Remediation: "Revoke it, and keep the new one in a masked and protected variable of the project, or in a vault (`secrets:`).",
			Example:     "variables:\n  DEPLOY_TOKEN: q7Zk29…nR51",
			Fixed:       "variables:\n  DEPLOY_TOKEN: $PRODUCTION_DEPLOY_TOKEN",
		},
		File: func(r *audit.Run) { r.Credentials(computed) },
	}
}

// computed reports whether a value has variables or inputs in it.
func computed(text string) bool { return strings.Contains(text, "$") }
