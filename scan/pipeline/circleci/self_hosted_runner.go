package circleci

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
			Name:        "Job on a runner of one's own",
			Class:       "self-hosted-runner",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaAuditor,
			Description: "A resource class with a namespace is a runner of one's own. Where builds of pull requests reach it, what their code leaves behind on a runner that is not thrown away meets the next job, and it often stands inside a network.",
			Remediation: "Keep it to jobs of protected branches, or to runners that are made anew for each job.",
			Example:     "jobs:\n  build:\n    machine: true\n    resource_class: acme/datacenter",
			Fixed:       "jobs:\n  build:\n    docker:\n      - image: cimg/base:2026.01\n    resource_class: large",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if class := ownRunner(job); class != "" {
				r.Find(job, nil, ci.SpanOf(job.Runner), "resource_class", fmt.Sprintf("%s is a runner of one's own", class), audit.Piece)
			}
		},
	}
}

// ownRunner returns the resource class of a job where it is a runner of one's
// own, empty for any other.
func ownRunner(job *ci.Job) string {
	if class := job.Runner.Value(); strings.Contains(class, "/") && !strings.Contains(class, "<<") {
		return class
	}
	return ""
}
