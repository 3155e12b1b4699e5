package dockerfile

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
			ID:          "unpinned-image",
			Name:        "Base image without a digest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all means whatever is newest. What the base image holds is in every image that is built from it.",
			Remediation: "Add the digest, and let an updater raise it: `FROM name:tag@sha256:…`.",
			Example:     "FROM alpine:3.22",
			Fixed:       "FROM alpine:3.22@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
			Tags:        []string{"scorecard:Pinned-Dependencies", "checkov:CKV_DOCKER_7", "hadolint:DL3006", "hadolint:DL3007"},
		},
		File: with(func(c *check) {
			for i, s := range c.build.stages {
				if s.base == nil && s.image.text != "" {
					start, end := s.from.source(s.image.from, s.image.to)
					c.image(i, &s.from, s.image.text, start, end)
				}
			}
			c.each(func(stage int, in *instruction) {
				if from, ok := in.flag("from"); ok && c.build.stage(from.text) == nil && strings.ContainsAny(from.text, "/:.") {
					c.image(stage, in, from.text, from.from, from.to)
				}
			}, "COPY", "ADD")
		}),
	}
}

// image reports the image that bytes [start, end) of the file name. Arguments
// in it stand for their defaults; a name that is an argument as a whole and has
// none says nothing.
func (c *check) image(stage int, in *instruction, written string, start, end int) {
	ref, whole := c.build.expand(written)
	pin := audit.PinOf(ref)
	if pin == audit.PinDigest || strings.Contains(ref, "@") || !whole && !strings.ContainsAny(ref, ":/") {
		return
	}
	message := fmt.Sprintf("image %s is named by a tag that can be pushed again", ref)
	change := audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaRegular)
	switch {
	case !whole:
		message = fmt.Sprintf("image %s is not known to have a digest", ref)
		change = audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaRegular)
	case pin == audit.PinNothing:
		message = fmt.Sprintf("image %s is whatever is newest", ref)
		change = audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	c.find(stage, in, start, end, message, change, func(w *ci.Weakness) { w.Component = ref }, func(w *ci.Weakness) {
		if ref == written {
			c.DigestAt(ref, end)(w)
		}
	})
}
