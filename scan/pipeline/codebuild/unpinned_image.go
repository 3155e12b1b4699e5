package codebuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Build's image without a digest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all, or latest, means whatever is newest. What the image holds runs in the build, with its role and secrets.",
			Remediation: "Add the digest: `image: name:tag@sha256:…`. Images of the platform (aws/codebuild/…) are its own.",
			Example:     "batch:\n  build-list:\n    - identifier: test\n      env:\n        image: node",
			Fixed:       "batch:\n  build-list:\n    - identifier: test\n      env:\n        image: node:24@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			refs := job.Node.At("env", "image")
			for ref := range refs.List() {
				if !strings.HasPrefix(ref.Value(), "aws/codebuild/") {
					r.Image(job, nil, ref, "env.image", strings.Contains(ref.Value(), "$"))
				}
			}
		},
	}
}
