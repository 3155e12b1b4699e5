package azure

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
			Description: "No tag, or latest, means whatever is newest. What the image holds runs in the job, with its work tree and token.",
			Remediation: "Add a version, better still the digest: `container: name:tag@sha256:…`.",
			Example:     "container: ubuntu:latest",
			Fixed:       "container: ubuntu:24.04@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
			Tags:        []string{"checkov:CKV_AZUREPIPELINES_1", "checkov:CKV_AZUREPIPELINES_2"},
		},
		File: func(r *audit.Run) {
			for _, c := range r.File.Root.At("resources", "containers").Items() {
				if image := c.Get("image"); image != nil && c.Get("type").Value() != "ACR" {
					r.Image(nil, nil, image, "resources.containers", computed(image.Value()))
				}
			}
			r.EachImage(func(job *ci.Job, image *ci.Image, part string) {
				r.Image(job, nil, image.Ref, "container", computed(image.Ref.Value()))
			})
		},
	}
}
