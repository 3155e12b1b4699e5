package audit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Fixes are edits of bytes, so that comments and layout stay. Two fixes of one
// step may touch the same place; a program that applies several checks the file
// anew after each. What makes a fix safe is written down in docs/fixes.md.

// Mend adds a fix to a finding, for [Run.Find]; without edits there is none to
// add. The caveat says what may change; a fix without one is safe.
func Mend(description, caveat string, edits ...scan.Edit) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		if len(edits) > 0 {
			w.Fixes = append(w.Fixes, scan.Fix{Description: description, Safe: caveat == "", Caveat: caveat, Edits: edits})
		}
	}
}

// Edit replaces bytes of the file.
func (r *Run) Edit(start, end int, text string) scan.Edit {
	src := r.File.Source
	return scan.Edit{Path: src.Path, Region: src.Region(start, end), Text: text}
}

// Indent returns the white space that brings a line to a key's column.
func (r *Run) Indent(key *document.Node) string {
	return strings.Repeat(" ", r.File.Source.Region(key.Start(), key.Start()).StartColumn-1)
}

// EndOfLine returns the offset of the end of the line that holds an offset.
func (r *Run) EndOfLine(at int) int {
	src := r.File.Source
	line := src.Region(at, at).StartLine
	return src.Offset(line, 1) + len(src.Line(line))
}

// AddLine returns the edit that puts a line behind the one that holds an
// offset.
func (r *Run) AddLine(at int, line string) scan.Edit {
	at = r.EndOfLine(at)
	return r.Edit(at, at, "\n"+line)
}

// AddKey returns the edit that adds a key to a block mapping, or to a flow
// mapping without content; none where it cannot be done.
func (r *Run) AddKey(to *document.Node, line string) []scan.Edit {
	if to.Aliased() || to.Kind() != document.Mapping {
		return nil
	}
	start, end := to.Span()
	if to.Style() == document.Flow {
		if to.Len() > 0 {
			return nil
		}
		return []scan.Edit{r.Edit(start, end, "{ "+strings.TrimSpace(line)+" }")}
	}
	for key := range to.Pairs() {
		if key.Start() < start || key.Start() > end {
			return nil // merged from elsewhere
		}
		at := r.aboveComments(key)
		if at == key.Start() {
			return []scan.Edit{r.Edit(at, at, line+"\n"+r.Indent(key))}
		}
		return []scan.Edit{r.Edit(at, at, r.Indent(key)+line+"\n")}
	}
	return nil
}

// aboveComments returns the start of the line of a key, or of the comments right
// above it, which are its own; where the line begins with something else, the
// start of the key.
func (r *Run) aboveComments(key *document.Node) int {
	src := r.File.Source
	at := src.Region(key.Start(), key.Start())
	if strings.TrimSpace(string(src.Line(at.StartLine)[:at.StartColumn-1])) != "" {
		return key.Start()
	}
	line := at.StartLine
	for line > 1 && strings.HasPrefix(strings.TrimSpace(string(src.Line(line-1))), "#") {
		line--
	}
	return src.Offset(line, 1)
}

// DropPair returns the edit that takes a pair out with its lines; none where a
// line holds something else, or nothing would be left of the mapping that it
// is of.
func (r *Run) DropPair(pair ci.Setting, of *document.Node) []scan.Edit {
	if of.Len() < 2 || of.Style() == document.Flow || of.Aliased() || pair.Value.Aliased() {
		return nil
	}
	if start, end := of.Span(); pair.Key.Start() < start || pair.Key.Start() > end {
		return nil // merged from elsewhere
	}
	text := r.File.Source.Bytes()
	start := r.File.Source.Offset(r.File.Source.Region(pair.Key.Start(), pair.Key.Start()).StartLine, 1)
	if strings.TrimSpace(string(text[start:pair.Key.Start()])) != "" {
		return nil
	}
	_, end := pair.Value.Span()
	return []scan.Edit{r.Edit(start, min(r.EndOfLine(max(end, pair.Key.Start()))+1, len(text)), "")}
}

// DigestFix adds the fix that gives an image reference the digest of what its
// tag stands for now, as far as the [Resolver] knows it. The node holds the
// reference and nothing else.
func (r *Run) DigestFix(ref *document.Node) func(*ci.Weakness) {
	value := ref.Value()
	text := strings.TrimSpace(value)
	if text == "" {
		return Mend("", "")
	}
	end := strings.Index(value, text) + len(text)
	return r.DigestAt(text, r.Within(ref, end-1, end).End)
}

// DigestAt is [Run.DigestFix] for a reference that ends at an offset of the
// file.
func (r *Run) DigestAt(ref string, at int) func(*ci.Weakness) {
	ref = strings.TrimPrefix(ref, "docker://")
	if r.Resolver == nil || ref == "" || strings.ContainsAny(ref, "@${} \t") {
		return Mend("", "")
	}
	digest, ok := r.Resolver.Digest(ref)
	if !ok || !strings.HasPrefix(digest, "sha256:") {
		return Mend("", "")
	}
	return Mend("Name the digest of what the tag stands for now", "", r.Edit(at, at, "@"+digest))
}
