package tekton

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func containerRunsAsRoot() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Step runs as root",
			Class:       "container-runs-as-root",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Persona:     scan.PersonaPedantic,
			Description: "A process that breaks out of its container as root is root on the node; files that it leaves in a workspace belong to root.",
			Remediation: "Set `runAsNonRoot: true` and a `runAsUser` other than 0.",
			Example:     "securityContext:\n  runAsUser: 0",
			Fixed:       "securityContext:\n  runAsNonRoot: true\n  runAsUser: 65532",
		},
		File: func(r *audit.Run) {
			for _, template := range podTemplates(r.File) {
				asRoot(r, nil, nil, template)
			}
		},
		Job:  func(r *audit.Run, job *ci.Job) { asRoot(r, job, nil, job.Node.Get("stepTemplate")) },
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { asRoot(r, job, step, step.Node) },
	}
}

func asRoot(r *audit.Run, job *ci.Job, step *ci.Step, at *document.Node) {
	security := at.Get("securityContext")
	if user := security.Get("runAsUser"); user.Value() == "0" {
		r.Find(job, step, ci.SpanOf(user), "securityContext.runAsUser", "the container runs as root")
	} else if non := security.Get("runAsNonRoot"); non.Value() == "false" {
		r.Find(job, step, ci.SpanOf(non), "securityContext.runAsNonRoot", "the container may run as root")
	}
}
