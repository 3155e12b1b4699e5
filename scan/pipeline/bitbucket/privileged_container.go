package bitbucket

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Docker daemon for every step",
			Class:       "privileged-container",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "`options: docker: true` puts a privileged docker daemon beside every step of every pipeline, and a docker service of another image is a privileged container of that image. What a step runs can start containers with it.",
			Remediation: "Give `services: [docker]` to the steps that build images, and keep to the platform's own image for it.",
			Example:     "options:\n  docker: true",
			Fixed:       "- step:\n    services: [docker]\n    script:\n      - docker build .",
		},
		File: func(r *audit.Run) {
			key, v := r.File.Root.Get("options").Pair("docker")
			if on, _ := v.Bool(); on {
				r.Find(nil, nil, ci.Between(key, v), "options.docker", "every step has a docker daemon")
			}
			for name, s := range r.File.Root.At("definitions", "services").Pairs() {
				if image := s.Get("image"); image != nil && (name.Value() == "docker" || s.Get("type").Value() == "docker") {
					r.Find(nil, nil, ci.SpanOf(image), "definitions.services."+name.Value(), "the privileged daemon is of an image of one's own",
						audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaPedantic))
				}
			}
		},
	}
}
