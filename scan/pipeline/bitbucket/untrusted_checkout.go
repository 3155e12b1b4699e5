package bitbucket

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pull request's code fetched into the repository's pipeline",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The step runs with the variables of the repository and fetches what a pull request brings, out of a fork as well. The platform keeps the two apart: pull requests of forks start no pipeline.",
			Remediation: "Test pull requests in `pull-requests:` pipelines and leave the clone to the platform.",
			Example:     "script:\n  - git fetch origin refs/pull-requests/$NUMBER/from\n  - git checkout FETCH_HEAD && make",
			Fixed:       "pull-requests:\n  '**':\n    - step:\n        script:\n          - make",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, requestCode) },
	}
}
