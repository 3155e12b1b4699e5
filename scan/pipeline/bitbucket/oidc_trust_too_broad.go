package bitbucket

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func oidcTrustTooBroad() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Identity token within reach of pull requests",
			Class:       "oidc-trust-too-broad",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaPedantic,
			Description: "The step of a pull request's pipeline gets an identity token. Its subject names the repository and the step but no branch, so that a cloud role which trusts the repository trusts every pull request.",
			Remediation: "Leave `oidc` to steps of branches, and have the role ask for the deployment environment in the subject.",
			Example:     "pull-requests:\n  '**':\n    - step:\n        oidc: true\n        script:\n          - ./plan",
			Fixed:       "branches:\n  main:\n    - step:\n        oidc: true\n        deployment: production\n        script:\n          - ./apply",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			key, v := job.Node.Pair("oidc")
			if on, _ := v.Bool(); on && onRequests(job) {
				r.Find(job, nil, ci.Between(key, v), "oidc", "pull requests get the repository's identity token", audit.Piece)
			}
		},
	}
}
