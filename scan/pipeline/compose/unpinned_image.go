package compose

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
			Name:        "Service whose image is whatever is newest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all means whatever is newest.",
			Remediation: "Add a version, better still the digest: `image: name:tag@sha256:…`.",
			Example:     "image: redis",
			Fixed:       "image: redis:8.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
			Tags:        []string{"kics:image_version_not_explicit"},
		},
		Job: func(r *audit.Run, job *ci.Job) {
			// What is built here is named here, and not fetched.
			if job.Container == nil || job.Node.Get("build") != nil {
				return
			}
			node := job.Container.Ref
			ref := defaults(strings.TrimSpace(node.Value()))
			component := func(w *ci.Weakness) { w.Component = ref }
			digest := r.DigestFix(node)
			switch {
			case computed(ref) && !strings.HasSuffix(ref, ":latest"):
			case audit.PinOf(ref) == audit.PinNothing:
				r.Find(job, nil, ci.SpanOf(node), "image", fmt.Sprintf("image %s is whatever is newest", ref), component, digest)
			case audit.PinOf(ref) == audit.PinTag:
				r.Find(job, nil, ci.SpanOf(node), "image", fmt.Sprintf("image %s is named by a tag that can be pushed again", ref),
					audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic), component, digest)
			}
		},
	}
}

// defaults puts in what ${NAME:-value} and ${NAME-value} stand for when the
// host sets nothing.
func defaults(ref string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(ref, "${")
		inner, after, closed := strings.Cut(rest, "}")
		_, value, has := strings.Cut(inner, "-")
		b.WriteString(before)
		if !ok || !closed {
			b.WriteString(ref[len(before):])
			return b.String()
		}
		if has {
			b.WriteString(value)
		} else {
			b.WriteString("${" + inner + "}")
		}
		ref = after
	}
}
