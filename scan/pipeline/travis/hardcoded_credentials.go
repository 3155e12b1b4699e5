package travis

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
			Description: "Whoever can read the repository, its history or a fork of it has the credential, and logs of public projects are open to the world.",
			Remediation: "Revoke it, and encrypt the new one (`secure:`), or keep it in the settings of the repository.",
			Example:     "deploy:\n  provider: npm\n  api_key: q7Zk29…nR51",
			Fixed:       "deploy:\n  provider: npm\n  api_key: $NPM_TOKEN",
		},
		File: func(r *audit.Run) {
			eachVariable(r.File, func(job *ci.Job, v variable) {
				if confidence := audit.CredentialIn(v.name, v.value); confidence > 0 && !strings.Contains(v.value, "$") {
					r.Literal(job, nil, v.node, "env."+v.name, fmt.Sprintf("the value of %s stands in the file", v.name), confidence)
				}
			})
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for _, d := range deployments(job.Node) {
				for key, value := range d.Pairs() {
					text := value.Value()
					if value.Kind() == document.Scalar && secretOption(key.Value()) && len(text) >= 6 && !strings.Contains(text, "$") {
						r.Literal(job, nil, value, "deploy."+key.Value(), fmt.Sprintf("the option %s of a deployment stands in the file", key.Value()), scan.ConfidenceHigh)
					}
				}
			}
		},
	}
}

// secretOption reports whether an option of a deployment can be nothing but a
// credential.
func secretOption(name string) bool {
	switch name {
	case "api_key", "api-key", "token", "github_token", "github-token", "password", "secret_access_key", "secret-access-key", "auth_token", "secret", "key_password":
		return true
	}
	return false
}
