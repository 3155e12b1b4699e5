// Package place turns byte offsets of a document into regions.
package place

import (
	"github.com/penstock-dev/penstock/internal/textpos"
	"github.com/penstock-dev/penstock/scan"
)

// Index knows the lines of one text. It is safe for concurrent use.
type Index struct {
	text *textpos.Index
	size int
}

// New returns the index of a text.
func New(text []byte) *Index { return &Index{textpos.New(text), len(text)} }

// Region returns the region between two byte offsets, which are moved into the
// text where they lie outside of it. It has no snippet: a document may be a
// single line.
func (x *Index) Region(start, end int) scan.Region {
	start = min(max(start, 0), x.size)
	end = min(max(end, start), x.size)
	r := scan.Region{StartOffset: start, EndOffset: end}
	r.StartLine, r.StartColumn = x.text.Position(start)
	r.EndLine, r.EndColumn = x.text.Position(end)
	return r
}
