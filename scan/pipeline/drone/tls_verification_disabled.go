package drone

import (
	"fmt"

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
			Description: "`skip_verify: true` and `insecure: true` of a plugin or of the clone let anybody on the way stand in for the server, which gets the credentials and decides what is built.",
			Remediation: "Give the step the certificate of your authority and leave the check on.",
			Example:     "clone:\n  skip_verify: true",
			Fixed:       "clone:\n  depth: 50",
		},
		File: func(r *audit.Run) {
			for _, root := range r.File.Source.Roots {
				skipped(r, nil, root.Get("clone"), "clone")
			}
		},
		Job: func(r *audit.Run, job *ci.Job) {
			skipped(r, job, job.Node, "")
			if job.With != nil {
				skipped(r, job, job.With.Value, "settings")
			}
		},
	}
}

func skipped(r *audit.Run, job *ci.Job, n *node, part string) {
	for _, name := range []string{"skip_verify", "skip-verify", "insecure", "insecure_skip_verify"} {
		if key, v := n.Pair(name); key != nil {
			if on, _ := v.Bool(); on {
				r.Find(job, nil, ci.Between(key, v), part, fmt.Sprintf("%s switches the check of certificates off", name))
			}
		}
	}
}
