package circleci

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func overprovisionedSecrets() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Every SSH key of the project handed to a job",
			Class:       "overprovisioned-secrets",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Without fingerprints, `add_ssh_keys` loads all keys that the project has into the agent, where everything that the job runs can use them.",
			Remediation: "Name the keys that the job needs under `fingerprints:`.",
			Example:     "- add_ssh_keys",
			Fixed:       "- add_ssh_keys:\n    fingerprints:\n      - SHA256:NPj4IcXxqQEKGXOghi/QbG2sohoNfvZ30JwCcdSSNM0",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Uses != nil && step.Uses.Local && step.Uses.Repo == "add_ssh_keys" && step.Input("fingerprints").Len() == 0 {
				r.Find(job, step, ci.SpanOf(step.Uses.Ref), "add_ssh_keys", "the job gets every SSH key of the project", audit.Piece)
			}
		},
	}
}
