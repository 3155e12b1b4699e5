package buildkite

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Container image without a version",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "No tag, or latest, means whatever is newest. What the image holds runs the step, with its work tree and what it is given of the environment.",
			Remediation: "Add a version, better still the digest: `image: name:tag@sha256:…`.",
			Example:     "plugins:\n  - docker#v5.13.0:\n      image: node",
			Fixed:       "plugins:\n  - docker#v5.13.0:\n      image: node:24@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
		},
		File: func(r *audit.Run) {
			image := func(job *ci.Job, ref *node, part string) {
				if ref.Kind() == document.Scalar && ref.Value() != "" {
					r.Image(job, nil, ref, part, strings.Contains(ref.Value(), "$"))
				}
			}
			image(nil, r.File.Root.Get("image"), "image")
			for _, job := range r.File.Jobs {
				image(job, job.Node.Get("image"), "image")
				for _, p := range plugins(job.Node) {
					if p.step.Uses.Repo == "docker" {
						image(job, p.config.Get("image"), "plugins.docker")
					}
				}
			}
		},
	}
}
