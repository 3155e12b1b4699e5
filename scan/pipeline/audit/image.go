package audit

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Pin says how firmly a reference names a container image.
type Pin uint8

// The pins, in rising order of danger.
const (
	PinDigest  Pin = iota // by its content
	PinTag                // by a tag, which can be pushed again
	PinNothing            // by no tag, or by latest: whatever is newest
)

// PinOf judges an image reference, with or without the prefix docker://. The
// empty reference and scratch name nothing that could change.
func PinOf(ref string) Pin {
	ref = strings.TrimPrefix(strings.TrimSpace(ref), "docker://")
	if ref == "" || ref == "scratch" || strings.Contains(ref, "@sha256:") {
		return PinDigest
	}
	name := ref[strings.LastIndexByte(ref, '/')+1:]
	if _, tag, ok := strings.Cut(name, ":"); ok && tag != "latest" && tag != "" {
		return PinTag
	}
	return PinNothing
}

// Image reports an image that is not pinned, as a finding of the current rule:
// for everybody where it is whatever is newest, for auditors where a tag names
// it. A reference that is computed is left alone unless its tag is written out
// as latest.
func (r *Run) Image(job *ci.Job, step *ci.Step, ref *document.Node, part string, computed bool) {
	text := strings.TrimSpace(ref.Value())
	pin := PinOf(text)
	if computed && !strings.HasSuffix(text, ":latest") {
		pin = PinDigest
	}
	component := func(w *ci.Weakness) { w.Component = text }
	switch pin {
	case PinTag:
		r.Find(job, step, ci.SpanOf(ref), part, fmt.Sprintf("image %s is named by a tag that can be pushed again", text),
			Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor), component, r.DigestFix(ref))
	case PinNothing:
		r.Find(job, step, ci.SpanOf(ref), part, fmt.Sprintf("image %s is whatever is newest", text), component, r.DigestFix(ref))
	}
}
