package circleci

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pull request's code fetched into the project's pipeline",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The job runs with the variables and contexts of the project and fetches what a pull request brings, out of a fork as well. The platform keeps the two apart: builds of forks get no secrets.",
			Remediation: "Test pull requests in their own builds and leave the checkout to `checkout`.",
			Example:     "- run: git fetch origin pull/$NUMBER/head && git checkout FETCH_HEAD && make",
			Fixed:       "- checkout\n- run: make",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, requestCode) },
	}
}
