package tekton

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Literal credential in the environment of a step",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository, its history or the objects of the cluster has the credential.",
			Remediation: "Revoke it, keep the new one in a Secret and refer to it with `valueFrom.secretKeyRef`.",
			Example:     "env:\n  - name: API_TOKEN\n    value: a8Jd83…Vb5N",
			Fixed:       "env:\n  - name: API_TOKEN\n    valueFrom:\n      secretKeyRef:\n        name: api\n        key: token",
			Tags:        []string{"kics:passwords_and_secrets"},
		},
		File: func(r *audit.Run) { r.Credentials(computed) },
	}
}
