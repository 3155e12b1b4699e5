package azure

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
			Description: "Whoever can read the repository, its history or a fork of it has the credential; variables of the file are never masked.",
			Remediation: "Revoke it, and keep the new one in a variable group, better still in a key vault behind one, and write `$(name)`.",
			Example:     "variables:\n  deployToken: q7Zk29…nR51",
			Fixed:       "variables:\n- group: production",
		},
		File: func(r *audit.Run) { r.Credentials(computed) },
	}
}

// computed reports whether a value has macros or expressions in it.
func computed(text string) bool { return strings.Contains(text, "$") }
