package argo

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Container image without a digest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all, or latest, means whatever is newest. What the image holds runs in the workflow, with its service account.",
			Remediation: "Add the digest: `image: name:tag@sha256:…`.",
			Example:     "container:\n  image: alpine:latest",
			Fixed:       "container:\n  image: alpine:3.22@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if ref := step.Node.Get("image"); ref != nil {
				r.Image(job, step, ref, "image", computed(ref.Value()))
			}
		},
	}
}
