package bitbucket

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func tlsVerificationDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Certificate checks switched off",
			Class:       "tls-verification-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "`skip-ssl-verify: true` has the runner clone from whoever stands on the way to the server, which decides what is built and gets the clone's token.",
			Remediation: "Give the runner the certificate of your authority and leave the check on.",
			Example:     "clone:\n  skip-ssl-verify: true",
			Fixed:       "clone:\n  depth: full",
		},
		File: func(r *audit.Run) {
			skipped(r, nil, r.File.Root)
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if job.Key != nil {
				skipped(r, job, job.Node)
			}
		},
	}
}

func skipped(r *audit.Run, job *ci.Job, n *node) {
	key, v := n.Get("clone").Pair("skip-ssl-verify")
	if on, _ := v.Bool(); on {
		r.Find(job, nil, ci.Between(key, v), "clone", "the sources are cloned from whoever answers")
	}
}
