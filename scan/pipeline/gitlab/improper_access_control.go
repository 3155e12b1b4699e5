package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func improperAccessControl() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Merge request that can reach production",
			Class:       "improper-access-control",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "The job deploys to the production environment and runs in pipelines of merge requests, so that code which nobody has approved decides what is deployed, and sees the environment's variables.",
			Remediation: "Deploy from the protected branch only (`if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH`), and make the environment protected.",
			Example:     "deploy:\n  environment: production\n  script: ./deploy\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"",
			Fixed:       "deploy:\n  environment: production\n  script: ./deploy\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if hidden(job) || !inMergeRequests(r.File, job) {
				return
			}
			env := setting(r.File, job, "environment")
			name := env
			if env.Kind() == document.Mapping {
				if action := env.Get("action").Value(); action != "" && action != "start" {
					return
				}
				name = env.Get("name")
			}
			if isProduction(name.Value()) {
				r.Find(job, nil, ci.SpanOf(name), "environment", fmt.Sprintf("job %s deploys to %s in pipelines of merge requests", job.ID, name.Value()), audit.Piece)
			}
		},
	}
}

func isProduction(name string) bool {
	name = strings.ToLower(name)
	return name == "prod" || name == "live" || strings.HasPrefix(name, "production") || strings.HasPrefix(name, "prod/") || strings.HasPrefix(name, "prod-")
}
