package jenkins

import (
	"fmt"
	"strings"

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
			Description: "A tag can be pushed again with other content; no tag at all, or latest, means whatever is newest. What the image holds runs in the stage, with its workspace and credentials.",
			Remediation: "Add the digest: `image 'name:tag@sha256:…'`.",
			Example:     "agent { docker { image 'node' } }",
			Fixed:       "agent { docker { image 'node:24@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' } }",
		},
		File: with(func(c *check) {
			for _, img := range c.images() {
				c.image(img.at, ci.Span{Start: img.tok.inner, End: img.tok.innerEnd}, img.ref, img.open)
			}
			for _, line := range c.podLines() {
				if line.key == "image" {
					c.image(line.at, ci.Span{Start: line.start, End: line.end}, line.value, strings.Contains(line.value, "$"))
				}
			}
		}),
	}
}

func (c *check) image(at *call, span ci.Span, ref string, computed bool) {
	pin := audit.PinOf(ref)
	if computed && !strings.HasSuffix(ref, ":latest") {
		return
	}
	component := func(w *ci.Weakness) { w.Component = ref }
	switch pin {
	case audit.PinTag:
		c.find(at, span, fmt.Sprintf("image %s is named by a tag that can be pushed again", ref),
			level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor), component)
	case audit.PinNothing:
		c.find(at, span, fmt.Sprintf("image %s is whatever is newest", ref), component)
	}
}
