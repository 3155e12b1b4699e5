// Package textpos converts byte offsets of a text into lines and columns.
//
// Lines and columns count from 1 and columns are bytes; a line ends after its
// line feed. It is the only place where positions are converted.
package textpos

import (
	"bytes"
	"sort"
)

// step is the number of lines from one remembered line start to the next: few
// enough that counting on from there is quick, and enough that the index of a
// text of empty lines is much smaller than the text.
const step = 32

// Index finds lines in a text. It is immutable and safe for concurrent use.
type Index struct {
	text   []byte
	lines  int
	starts []int // offset of the first byte of every step-th line
}

// New returns the index of text, which must not change afterwards.
func New(text []byte) *Index {
	x := &Index{text: text, lines: 1, starts: []int{0}}
	for i := 0; ; x.lines++ {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			return x
		}
		if i += n + 1; x.lines%step == 0 {
			x.starts = append(x.starts, i)
		}
	}
}

// Position returns the line and the column of an offset; offsets out of range
// are moved to the nearer end.
func (x *Index) Position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(x.text))
	k := sort.SearchInts(x.starts, offset+1) - 1
	from := x.text[x.starts[k]:offset]
	line = k*step + 1 + bytes.Count(from, []byte{'\n'})
	return line, len(from) - bytes.LastIndexByte(from, '\n')
}

// Offset returns the offset of a line and column. A column beyond the line's
// end is moved to its end, a line beyond the last to the end of the text.
func (x *Index) Offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > x.lines {
		return len(x.text)
	}
	return x.start(line) + min(max(column-1, 0), len(x.Line(line)))
}

// Lines returns the number of lines; a text that ends with a line feed has an
// empty last line.
func (x *Index) Lines() int { return x.lines }

// Line returns the text of a line without its line end.
func (x *Index) Line(line int) []byte {
	if line < 1 || line > x.lines {
		return nil
	}
	text := x.text[x.start(line):]
	if n := bytes.IndexByte(text, '\n'); n >= 0 {
		text = text[:n]
	}
	return bytes.TrimSuffix(text, []byte{'\r'})
}

// start returns the offset of the first byte of a line that exists.
func (x *Index) start(line int) int {
	at := x.starts[(line-1)/step]
	for range (line - 1) % step {
		at += bytes.IndexByte(x.text[at:], '\n') + 1
	}
	return at
}
