package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unpinned-image",
			Name:        "Container image without a digest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all means whatever is newest. What the image holds runs in the job, with its work tree and often its secrets.",
			Remediation: "Add the digest: `image: name:tag@sha256:…`.",
			Example:     "container: node:latest",
			Fixed:       "container: node:24@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
			Tags:        []string{"zizmor:unpinned-images"},
		},
		File: onFile(func(c *check) {
			if c.file.Image != nil {
				c.image(nil, nil, c.file.Image.Ref, "runs.image")
			}
		}),
		Job: onJob(func(c *check, job *ci.Job) {
			if job.Container != nil {
				c.image(job, nil, job.Container.Ref, "container")
			}
			for _, s := range job.Services {
				c.image(job, nil, s.Ref, "services."+s.Name)
			}
		}),
		Step: onStep(func(c *check, job *ci.Job, step *ci.Step) {
			if step.Uses != nil && step.Uses.Image != "" {
				c.image(job, step, step.Uses.Ref, "uses")
			}
		}),
	}
}

// pin says how firmly a reference names an image, in rising order of danger.
type pin uint8

const (
	pinDigest pin = iota
	pinTag
	pinNothing
)

func pinOf(ref string) pin {
	ref = strings.TrimPrefix(strings.TrimSpace(ref), "docker://")
	if ref == "" || strings.Contains(ref, "@sha256:") {
		return pinDigest
	}
	name := ref[strings.LastIndexByte(ref, '/')+1:]
	if _, tag, ok := strings.Cut(name, ":"); ok && tag != "latest" {
		return pinTag
	}
	return pinNothing
}

// image reports an image reference that is not pinned. A reference with an
// expression is judged by the texts that it can be, as far as the file shows.
func (c *check) image(job *ci.Job, step *ci.Step, ref *document.Node, part string) {
	text := strings.TrimSpace(ref.Value())
	worst, certain := pinDigest, true
	switch fences := expr.Fences(text); {
	case len(fences) == 0:
		worst = pinOf(text)
	case len(fences) == 1 && fences[0].Start == 0 && fences[0].End == len(text):
		worst, certain = c.computedImage(job, text[fences[0].Inner:fences[0].InnerEnd])
	default:
		// Where only the tag is computed, a digest can still be written out.
		if strings.Contains(text, "@sha256:") {
			return
		}
		worst, certain = pinTag, false
	}
	if worst == pinDigest {
		return
	}
	message := fmt.Sprintf("image %s is named by a tag that can be pushed again", text)
	rate := audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaPedantic)
	if worst == pinNothing {
		message = fmt.Sprintf("image %s is whatever is newest", text)
		rate = audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	if !certain {
		message = fmt.Sprintf("image %s is computed and not known to have a digest", text)
		rate = audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic)
	}
	c.find(job, step, ci.SpanOf(ref), part, message, rate, func(w *ci.Weakness) { w.Component = text }, c.DigestFix(ref))
}

// computedImage judges an expression that yields an image reference; certain
// says that all its possible values stand in the file.
func (c *check) computedImage(job *ci.Job, inner string) (worst pin, certain bool) {
	e := c.expression(inner)
	if e == nil {
		return pinTag, false
	}
	for _, ref := range resultTexts(e) {
		worst = max(worst, pinOf(ref))
	}
	certain = true
	for _, f := range e.Flows() {
		parts := strings.Split(f.Path(), ".")
		if parts[0] != "matrix" || len(parts) < 2 || job == nil || job.Matrix.Kind() != document.Mapping {
			worst, certain = max(worst, pinTag), false
			continue
		}
		for _, n := range matrixValues(job.Matrix, parts[1]) {
			n.Resolve().Walk(func(s *document.Node) {
				if strings.Contains(s.Value(), "${{") {
					worst, certain = max(worst, pinTag), false
				} else if len(parts) == 2 {
					worst = max(worst, pinOf(s.Value()))
				}
			})
			if len(parts) > 2 {
				worst = max(worst, pinOf(n.At(parts[2:]...).Value()))
			}
		}
	}
	return worst, certain || worst == pinNothing
}

// resultTexts returns the string literals that can be an expression's result.
func resultTexts(e *expr.Node) []string {
	if v, ok := expr.Fold(e); ok {
		return []string{v.String()}
	}
	switch {
	case e.Kind == expr.Group:
		return resultTexts(e.Args[0])
	case e.Kind == expr.Binary && e.Text == "&&":
		return resultTexts(e.Args[1])
	case e.Kind == expr.Binary && e.Text == "||":
		return append(resultTexts(e.Args[0]), resultTexts(e.Args[1])...)
	}
	return nil
}
