package precommit

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func archivedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Hooks of an archived repository",
			Class:       "archived-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "The repository is read-only: weaknesses in the hooks, or in what they install, are not mended any more.",
			Remediation: "Move to the successor, or run the tool by a local hook.",
			Example:     "- repo: https://github.com/pre-commit/mirrors-prettier\n  rev: v3.1.0",
			Fixed:       "- repo: local\n  hooks:\n    - id: prettier\n      name: prettier\n      language: node\n      entry: prettier --write\n      additional_dependencies: [prettier@3.1.0]",
			Tags:        []string{"zizmor:archived-uses"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if name := slug(job.ID); remote(job) && archived(name) {
				r.Find(job, nil, ci.SpanOf(job.Key), "repo", fmt.Sprintf("%s is archived", name), func(w *ci.Weakness) { w.Component = job.ID })
			}
		},
	}
}
