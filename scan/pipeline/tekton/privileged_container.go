package tekton

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

func privilegedContainer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Task with the node's powers",
			Class:       "privileged-container",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Code in such a container is root on the node: it can read the secrets of every pod there, and take the node's identity.",
			Remediation: "Drop the setting. Images are built without it by rootless BuildKit, Buildah with user namespaces, or a builder outside of the cluster.",
			Example:     "steps:\n  - name: build\n    image: builder:1\n    securityContext:\n      privileged: true",
			Fixed:       "steps:\n  - name: build\n    image: builder:1",
			Tags:        []string{"kics:privileged_containers_enabled"},
		},
		File: func(r *audit.Run) {
			for _, template := range podTemplates(r.File) {
				for _, p := range container.PodPowers(template) {
					r.Find(nil, nil, ci.SpanOf(p.At), "podTemplate", "every container of the run "+p.What)
				}
			}
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for _, p := range append(container.PodPowers(job.Node), container.Powers(job.Node.Get("stepTemplate"))...) {
				r.Find(job, nil, ci.SpanOf(p.At), "", "every container of the task "+p.What, audit.Piece)
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			for _, p := range container.Powers(step.Node) {
				r.Find(job, step, ci.SpanOf(p.At), "securityContext", "the container "+p.What, audit.Piece)
			}
		},
	}
}

// podTemplates returns those of the file's runs.
func podTemplates(f *ci.File) []*document.Node {
	var list []*document.Node
	for _, o := range objects(f.Source.Roots) {
		spec := o.node.Get("spec")
		list = append(list, spec.Get("podTemplate"), spec.At("taskRunTemplate", "podTemplate"))
		for _, t := range spec.Get("taskRunSpecs").Items() {
			list = append(list, t.Get("podTemplate"))
		}
	}
	return list
}
