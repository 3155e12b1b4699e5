// Package place turns byte offsets of a document into regions.
package place

import (
	"bytes"
	"sort"

	"github.com/penstock-dev/penstock/scan"
)

// Index knows where the lines of one text begin. It is safe for concurrent use.
// A position costs no more in a document of a single line than in others.
type Index struct {
	starts []int
	size   int
	// text, char and marks are set where the text was decoded: what its bytes stand
	// for, and the offsets in the result of every markEvery-th of them.
	text  []byte
	char  func(byte) rune
	marks []int
}

// New returns the index of a text.
func New(text []byte) *Index {
	x := &Index{starts: make([]int, 1, bytes.Count(text, []byte{'\n'})+1), size: len(text)}
	for pos := 0; ; {
		i := bytes.IndexByte(text[pos:], '\n')
		if i < 0 {
			return x
		}
		pos += i + 1
		x.starts = append(x.starts, pos)
	}
}

// Region returns the region between two byte offsets, of the text or of what
// [Decode] made of it, which are moved into the text where they lie outside of it. It has no snippet: a document may be a
// single line.
func (x *Index) Region(start, end int) scan.Region {
	start, end = x.original(start), x.original(end)
	start = min(max(start, 0), x.size)
	end = min(max(end, start), x.size)
	r := scan.Region{StartOffset: start, EndOffset: end}
	r.StartLine, r.StartColumn = x.position(start)
	r.EndLine, r.EndColumn = x.position(end)
	return r
}

func (x *Index) position(offset int) (line, column int) {
	line = sort.Search(len(x.starts), func(i int) bool { return x.starts[i] > offset })
	return line, offset - x.starts[line-1] + 1
}
