package drone

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Literal credential in the configuration",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository, its history or a fork of it has the credential.",
			Remediation: "Revoke it, keep the new one in a secret and write `from_secret: name`.",
			Example:     "settings:\n  username: bot\n  password: hunter22",
			Fixed:       "settings:\n  username: bot\n  password:\n    from_secret: registry_password",
		},
		File: func(r *audit.Run) { r.Credentials(computed) },
		Job: func(r *audit.Run, job *ci.Job) {
			if job.With == nil {
				return
			}
			for _, v := range job.With.Vars {
				if v.Value.Kind() == document.Scalar && secretSetting(v.Key.Value()) && len(v.Value.Value()) >= 4 && !computed(v.Value.Value()) {
					r.Literal(job, nil, v.Value, "settings."+v.Key.Value(), fmt.Sprintf("the setting %s of a plugin stands in the file", v.Key.Value()), scan.ConfidenceHigh)
				}
			}
		},
	}
}

func computed(text string) bool { return strings.Contains(text, "$") }

// secretSetting reports whether a plugin's setting of this name can be nothing
// but a credential.
func secretSetting(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "-", "_")) {
	case "password", "token", "secret", "api_key", "access_key", "secret_key", "ssh_key", "webhook_token", "github_token", "auth_token", "deploy_key", "passphrase":
		return true
	}
	return false
}
