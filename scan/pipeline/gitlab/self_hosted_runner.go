package gitlab

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func selfHostedRunner() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Merge request's code on a runner of one's own",
			Class:       "self-hosted-runner",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "The job runs what a merge request brings on a runner that is chosen by tags. One that is not thrown away after each job keeps what the code leaves behind for the next one, and often stands inside a network.",
			Remediation: "Run merge requests on ephemeral runners without access to the network of your own, and keep tagged ones for protected branches.",
			Example:     "rules:\n  - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\ntags: [datacenter]",
			Fixed:       "rules:\n  - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\ntags: [saas-linux-small-amd64]",
			Tags:        []string{"poutine:pr_runs_on_self_hosted"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if hidden(job) || !inMergeRequests(r.File, job) {
				return
			}
			tags := setting(r.File, job, "tags")
			for tag := range tags.List() {
				if hosted(tag.Value()) {
					return
				}
			}
			if tags.Len() > 0 || tags.Value() != "" {
				r.Find(job, nil, ci.SpanOf(tags), "tags", fmt.Sprintf("job %s runs merge requests on a runner of one's own", job.ID), audit.Piece)
			}
		},
	}
}

// hosted reports whether a tag is one of the runners that GitLab hosts, or
// computed.
func hosted(tag string) bool {
	return strings.HasPrefix(tag, "saas-") || strings.HasPrefix(tag, "gitlab-org") || strings.HasPrefix(tag, "shared-") || strings.Contains(tag, "$")
}
