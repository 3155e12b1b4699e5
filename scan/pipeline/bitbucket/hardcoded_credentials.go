package bitbucket

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
			Remediation: "Revoke it, keep the new one in a secured variable of the repository, the deployment or the workspace, and write `$NAME`.",
			Example:     "- pipe: atlassian/ftp-deploy:0.7.1\n  variables:\n    USER: bot\n    PASSWORD: q7Zk29…nR51",
			Fixed:       "- pipe: atlassian/ftp-deploy:0.7.1\n  variables:\n    USER: bot\n    PASSWORD: $FTP_PASSWORD",
		},
		File: func(r *audit.Run) {
			r.Credentials(computed)
			r.EachImage(func(job *ci.Job, image *ci.Image, part string) {
				for _, name := range [][]string{{"password"}, {"aws", "secret-key"}} {
					if p := image.Credentials.At(name...); !p.Null() && !computed(p.Value()) {
						r.Literal(job, nil, p, part, "the password of a registry stands in the file", scan.ConfidenceHigh)
					}
				}
			})
		},
	}
}
