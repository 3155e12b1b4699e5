package gitlab

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func untrustedCheckout() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Merge request's code fetched into the project's pipeline",
			Class:       "untrusted-checkout",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The job runs with the variables and the token of the project and fetches what a merge request brings, out of a fork as well. The platform keeps the two apart: pipelines of forks run in the fork.",
			Remediation: "Test merge requests in their own pipelines (`rules: - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"`) and leave the checkout to the runner.",
			Example:     "script:\n  - git fetch origin merge-requests/$MR/head\n  - git checkout FETCH_HEAD && make",
			Fixed:       "rules:\n  - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\nscript:\n  - make",
			Tags:        []string{"poutine:untrusted_checkout_exec"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, requestCode) },
	}
}
