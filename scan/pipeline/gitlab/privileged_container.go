package gitlab

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Docker daemon in a privileged service",
			Class:       "privileged-container",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "docker:dind works only on a runner with `privileged = true`, where every job's containers have the host's powers, also those of jobs that need no daemon.",
			Remediation: "Build images with a tool that needs no daemon (kaniko, buildah, rootless BuildKit, `docker:dind-rootless`), and keep privileged runners to protected branches.",
			Example:     "services:\n  - docker:27-dind",
			Fixed:       "image: quay.io/buildah/stable:v1.42.0",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for _, s := range job.Services {
				if isDaemon(s.Ref.Value()) {
					r.Find(job, nil, ci.SpanOf(s.Ref), "services", "the service needs a runner whose containers have the host's powers", audit.Piece)
				}
			}
		},
	}
}

// isDaemon reports whether an image is that of a Docker daemon with the host's
// powers.
func isDaemon(ref string) bool {
	return strings.Contains(ref, "docker:") && strings.Contains(ref, "dind") && !strings.Contains(ref, "rootless")
}
