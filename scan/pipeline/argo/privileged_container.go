package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Workflow with the node's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Code in such a container is root on the node: it can read the secrets of every pod there, and take the node's identity.",
			Remediation: "Drop the setting. Images are built without it by rootless BuildKit, Buildah with user namespaces, or a builder outside of the cluster.",
			Example:     "sidecars:\n  - name: docker\n    image: docker:27-dind\n    securityContext:\n      privileged: true",
			Fixed:       "sidecars:\n  - name: buildkit\n    image: moby/buildkit:v0.24-rootless",
			Tags:        []string{"kics:privileged_containers_enabled"},
		},
		File: func(r *audit.Run) {
			for _, w := range workflows(r.File.Source.Roots) {
				for _, p := range container.PodPowers(w.spec) {
					r.Find(nil, nil, ci.SpanOf(p.At), "spec", "every container of the workflow "+p.What)
				}
			}
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for _, p := range container.PodPowers(job.Node) {
				r.Find(job, nil, ci.SpanOf(p.At), "", "every container of the template "+p.What, audit.Piece)
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			for _, p := range container.Powers(step.Node) {
				r.Find(job, step, ci.SpanOf(p.At), "securityContext", "the container "+p.What, audit.Piece)
			}
		},
	}
}
