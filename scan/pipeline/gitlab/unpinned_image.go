package gitlab

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Container image without a version",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "No tag, or latest, means whatever is newest. What the image holds runs in the job, with its work tree and variables.",
			Remediation: "Add a version, better still the digest: `image: name:tag@sha256:…`.",
			Example:     "image: node:latest",
			Fixed:       "image: node:24.1.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
			Tags:        []string{"checkov:CKV_GITLABCI_3", "plumber:containerImageMustNotUseForbiddenTags"},
		},
		File: func(r *audit.Run) {
			r.EachImage(func(job *ci.Job, image *ci.Image, part string) {
				r.Image(job, nil, image.Ref, part, computed(image.Ref.Value()))
			})
		},
	}
}
