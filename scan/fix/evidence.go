package fix

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// place returns the change that an edit makes to the current content, once it
// is sure that this is what the finding saw. That is so where the whole file
// was witnessed; else lines, columns and snippets of the edit and of the
// finding have to agree with the content, those of them that are there.
func (f *file) place(e *scan.Edit, r *scan.Record, witnessed bool) (change, *refusal) {
	c := change{start: e.Region.StartOffset, end: e.Region.EndOffset, text: e.Text}
	if e.Region.IsZero() {
		return c, &refusal{ReasonInvalid, "an edit does not say where"}
	}
	bom := f.bom()
	if c.start < bom || c.end < c.start {
		return c, &refusal{ReasonInvalid, fmt.Sprintf("an edit is from byte %d to %d", c.start, c.end)}
	}
	known, why := f.agrees(e.Region, !witnessed)
	if why != nil {
		return c, why
	}
	if at := &r.Location; !witnessed && at.Path == e.Path && r.Secret == nil && !at.Region.IsZero() {
		more, why := f.agrees(at.Region, true)
		if why != nil {
			return c, why
		}
		known = known || more
	}
	if !known && !witnessed {
		return c, &refusal{ReasonChanged, "neither lines nor text show that " + f.path + " is what the finding saw"}
	}
	return f.lineEnds(c)
}

// bom returns the length of the byte order mark.
func (f *file) bom() int { return len(f.current) - len(f.view.Bytes()) }

// agrees compares a region, and its snippet if that is asked for, with the
// current content, and reports whether there was anything to compare besides
// the length.
func (f *file) agrees(r scan.Region, snippet bool) (known bool, why *refusal) {
	changed := func(format string, args ...any) *refusal {
		return &refusal{ReasonChanged, f.path + " is not what the finding saw: " + fmt.Sprintf(format, args...)}
	}
	if r.StartOffset < 0 || r.EndOffset > len(f.current) {
		return false, changed("it has %d bytes, the place ends at %d", len(f.current), r.EndOffset)
	}
	if r.StartLine == 0 {
		return false, nil
	}
	is := f.view.Region(r.StartOffset-f.bom(), r.EndOffset-f.bom())
	if is.StartLine != r.StartLine || is.StartColumn != r.StartColumn || is.EndLine != r.EndLine || is.EndColumn != r.EndColumn {
		return false, changed("what was at %d:%d is now at %d:%d", r.StartLine, r.StartColumn, is.StartLine, is.StartColumn)
	}
	if snippet && !strings.ContainsRune(r.Snippet, '\uFFFD') { // what stands for bytes that are no text
		from := min(f.view.Offset(r.StartLine, 1)+max(r.SnippetColumn-1, 0), len(f.view.Bytes()))
		if !bytes.HasPrefix(f.view.Bytes()[from:], []byte(r.Snippet)) {
			return false, changed("line %d has another text", r.StartLine)
		}
	}
	return true, nil
}

// lineEnds gives the new text the line ends of the place. An edit that takes
// the first byte of a CRLF takes the second too.
func (f *file) lineEnds(c change) (change, *refusal) {
	data := f.current
	between := func(at int) bool { return at > 0 && at < len(data) && data[at-1] == '\r' && data[at] == '\n' }
	if between(c.start) {
		return c, &refusal{ReasonInvalid, "an edit begins inside of a line end"}
	}
	if between(c.end) {
		c.end++
	}
	at := bytes.LastIndexByte(data[:c.start], '\n')
	if at < 0 {
		if n := bytes.IndexByte(data[c.start:], '\n'); n >= 0 {
			at = c.start + n
		}
	}
	if at > 0 && data[at-1] == '\r' {
		c.text = strings.ReplaceAll(strings.ReplaceAll(c.text, "\r\n", "\n"), "\n", "\r\n")
	}
	return c, nil
}
