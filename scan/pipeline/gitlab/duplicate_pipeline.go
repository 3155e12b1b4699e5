package gitlab

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func duplicatePipeline() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Rules that start two pipelines for one push",
			Class:       "duplicate-pipeline",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "The job is part of the branch's pipeline and of the merge request's, so that a push to a branch with an open merge request runs it twice.",
			Remediation: "Choose one with `workflow: rules`, or leave one of the two rules out.",
			Example:     "test:\n  script: make test\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"push\"\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"",
			Fixed:       "test:\n  script: make test\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"",
			Tags:        []string{"checkov:CKV_GITLABCI_2"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if r.File.Root.At("workflow", "rules") != nil {
				return
			}
			rules := job.Node.Get("rules")
			var push, request bool
			for _, rule := range rules.Items() {
				cond := strings.ReplaceAll(strings.ReplaceAll(rule.Get("if").Value(), " ", ""), "'", `"`)
				if rule.Get("when").Value() == "never" {
					return
				}
				push = push || cond == `$CI_PIPELINE_SOURCE=="push"`
				request = request || cond == `$CI_PIPELINE_SOURCE=="merge_request_event"`
			}
			if push && request {
				r.Find(job, nil, ci.SpanOf(rules), "rules", "a push to a branch with a merge request runs the job twice")
			}
		},
	}
}
