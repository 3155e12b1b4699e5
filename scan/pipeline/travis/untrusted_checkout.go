package travis

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pull request's code fetched into the project's build",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The build runs with the encrypted variables of the repository and fetches what a pull request brings, out of a fork as well. The platform keeps the two apart: pull requests of forks get no such variables.",
			Remediation: "Test pull requests in their own builds and leave the clone to the platform.",
			Example:     "script: git fetch origin pull/12/head && git checkout FETCH_HEAD && make",
			Fixed:       "script: make",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, requestCode) },
	}
}
