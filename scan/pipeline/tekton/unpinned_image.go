package tekton

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Step's image without a digest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all, or latest, means whatever is newest. What the image holds runs in the task, with its workspaces and service account.",
			Remediation: "Add the digest: `image: name:tag@sha256:…`.",
			Example:     "steps:\n  - name: build\n    image: golang",
			Fixed:       "steps:\n  - name: build\n    image: golang:1.26@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			if ref := job.Node.At("stepTemplate", "image"); ref != nil {
				r.Image(job, nil, ref, "stepTemplate.image", computed(ref.Value()))
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if ref := step.Node.Get("image"); ref != nil {
				r.Image(job, step, ref, "image", computed(ref.Value()))
			}
		},
	}
}
