package circleci

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Literal credential in the configuration",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository, its history or a fork of it has the credential.",
			Remediation: "Revoke it, and keep the new one in a context or a variable of the project.",
			Example:     "docker:\n  - image: registry.example.com/app:1\n    auth:\n      username: bot\n      password: hunter22",
			Fixed:       "docker:\n  - image: registry.example.com/app:1\n    auth:\n      username: bot\n      password: $REGISTRY_PASSWORD",
		},
		File: func(r *audit.Run) {
			r.Credentials(computed)
			r.EachImage(func(job *ci.Job, image *ci.Image, part string) {
				if p := image.Credentials.Get("password"); !p.Null() && !computed(p.Value()) {
					r.Literal(job, nil, p, "docker.auth.password", "the password of a registry stands in the file", scan.ConfidenceHigh)
				}
			})
		},
	}
}
