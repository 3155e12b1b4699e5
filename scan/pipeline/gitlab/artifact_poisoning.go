package gitlab

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func artifactPoisoning() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pipeline or variables out of an artifact",
			Class:       "artifact-poisoning",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "A child pipeline whose configuration an earlier job has written, or variables out of a dotenv report, are as trustworthy as everything that job has run, with a merge request's code among it.",
			Remediation: "Make the configuration with code that the branch cannot change, such as a pinned image, or include fixed files with `rules: changes`.",
			Example:     "trigger:\n  include:\n    - artifact: generated.yml\n      job: generate",
			Fixed:       "trigger:\n  include:\n    - local: ci/child.yml",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if inMergeRequests(r.File, job) {
				if key, env := job.Node.At("artifacts", "reports").Pair("dotenv"); env != nil {
					r.Find(job, nil, ci.Between(key, env), "artifacts.reports.dotenv", "a job with a merge request's code sets variables of later jobs")
				}
			}
			eachInclude(&ci.File{Root: r.File.Root, Jobs: []*ci.Job{job}}, func(i *include) {
				if i.job == nil {
					return
				}
				if n := i.node.Get("artifact"); n != nil {
					r.Find(job, nil, ci.SpanOf(n), i.part, "the child pipeline is what an earlier job has written", named(n.Value()))
				}
			})
		},
	}
}
