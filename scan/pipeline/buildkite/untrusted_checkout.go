package buildkite

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
			Description: "The step runs with the secrets of the agent and fetches what a pull request brings, out of a fork as well, past the setting that decides whether forks are built at all.",
			Remediation: "Let the platform build pull requests, on agents without secrets, and leave the checkout to the agent.",
			Example:     "- command: git fetch origin pull/12/head && git checkout FETCH_HEAD && make",
			Fixed:       "- command: make",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, requestCode) },
	}
}
