package github

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func secretsInherit() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "secrets-inherit",
			Name:        "All secrets passed to a called workflow",
			Class:       "secrets-inherit",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "`secrets: inherit` hands every secret of the repository, the organisation and the environment to the called workflow, whether it needs them or not.",
			Remediation: "Name the secrets that the called workflow needs.",
			Example:     "uses: ./.github/workflows/deploy.yml\nsecrets: inherit",
			Fixed:       "uses: ./.github/workflows/deploy.yml\nsecrets:\n  DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}",
			Fix:         "Unsafe: names the secrets that the called workflow uses, where it is at hand, and declares them there.",
			Tags:        []string{"zizmor:secrets-inherit"},
		},
		Job: onJob(func(c *check, job *ci.Job) {
			if job.Calls != nil && job.Secrets.Value.Value() == "inherit" {
				c.find(job, nil, ci.Between(job.Calls.Key, job.Secrets.Value), "secrets", fmt.Sprintf("job %s passes every secret to %s", job.ID, job.Calls.Ref.Value()), func(w *ci.Weakness) {
					w.Component = job.Calls.Ref.Value()
					if job.Secrets.Key.Start() < job.Calls.Key.Start() {
						w.Location = c.file.Location(ci.Between(job.Secrets.Key, job.Calls.Ref), w.Location.Logical)
					}
				}, c.nameSecrets(job))
			}
		}),
	}
}
