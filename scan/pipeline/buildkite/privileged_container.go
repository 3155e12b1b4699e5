package buildkite

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Container with the powers of the agent's host",
			Class:       "privileged-container",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "A privileged container, or one with the docker socket of the host, is the host: what runs in it reaches the agent, its token and every other build on it.",
			Remediation: "Leave both out; build images with a tool that needs no daemon (kaniko, buildah, rootless BuildKit).",
			Example:     "plugins:\n  - docker#v5.13.0:\n      image: golang:1.26\n      privileged: true",
			Fixed:       "plugins:\n  - docker#v5.13.0:\n      image: golang:1.26",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for _, p := range plugins(job.Node) {
				key, v := p.config.Pair("privileged")
				if on, _ := v.Bool(); on {
					r.Find(job, nil, ci.Between(key, v), "plugins."+p.step.Uses.Repo, "the container has all powers of the host")
				}
				for volume := range p.config.Get("volumes").List() {
					if strings.Contains(volume.Value(), "docker.sock:") {
						r.Find(job, nil, ci.SpanOf(volume), "plugins."+p.step.Uses.Repo, "the container has the host's docker socket",
							audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular))
					}
				}
			}
		},
	}
}
