package cloudbuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Container of a build with the worker's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Code in a privileged container is root on the worker: it reaches the other steps, their secrets, and the identity of the build.",
			Remediation: "Run the container without the option.",
			Example:     "- name: gcr.io/cloud-builders/docker\n  args: ['run', '--privileged', 'tool:1']",
			Fixed:       "- name: gcr.io/cloud-builders/docker\n  args: ['run', 'tool:1']",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			runs := false
			for arg := range step.Node.Get("args").List() {
				switch v := arg.Value(); {
				case v == "run" || v == "create":
					runs = true
				case runs && (v == "--privileged" || v == "--privileged=true" || v == "--cap-add=ALL" || v == "--cap-add=SYS_ADMIN" || v == "--pid=host" || strings.Contains(v, "/var/run/docker.sock:")):
					r.Find(job, step, ci.SpanOf(arg), "args", "the container is given powers over the worker")
				}
			}
		},
	}
}
