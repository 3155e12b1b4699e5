package drone

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Image of a step or plugin without a version",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "No tag, or latest, means whatever is newest. What the image holds runs with the work tree and the secrets that the step is given; a plugin is nothing but its image.",
			Remediation: "Add a version, better still the digest: `image: name:tag@sha256:…`.",
			Example:     "steps:\n  - name: publish\n    image: plugins/docker",
			Fixed:       "steps:\n  - name: publish\n    image: plugins/docker:20.18.8@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
		},
		File: func(r *audit.Run) {
			r.EachImage(func(job *ci.Job, image *ci.Image, part string) {
				r.Image(job, nil, image.Ref, part, strings.Contains(image.Ref.Value(), "$"))
			})
		},
	}
}
