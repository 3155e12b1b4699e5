package drone

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
			Description: "The step runs with the secrets of the repository and fetches what a pull request brings, out of a fork as well. The platform keeps the two apart: pull requests get no secrets unless somebody lets them.",
			Remediation: "Test pull requests in their own pipelines and leave the clone to the platform.",
			Example:     "commands:\n  - git fetch origin pull/$NUMBER/head && git checkout FETCH_HEAD && make",
			Fixed:       "when:\n  event: pull_request\ncommands:\n  - make",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, requestCode) },
	}
}
