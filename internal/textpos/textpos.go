// Package textpos converts byte offsets of a text into lines and columns.
//
// Lines and columns count from 1 and columns are bytes; a line ends after its
// line feed. It is the only place where positions are converted.
package textpos

import (
	"bytes"
	"sort"
)

// block is the number of bytes from one mark to the next: few enough that
// counting on from there is quick, however long or short the lines are, and
// enough that the index is much smaller than the text.
const block = 1 << 10

// Index finds lines in a text. It is immutable and safe for concurrent use.
type Index struct {
	text  []byte
	lines int
	marks []mark // of the first byte of every block
}

// mark is the line that a byte is on, and where that begins.
type mark struct{ line, start int }

// New returns the index of text, which must not change afterwards.
func New(text []byte) *Index {
	x := &Index{text: text, lines: 1}
	for start := 0; ; x.lines++ {
		n := bytes.IndexByte(text[start:], '\n')
		end := start + n + 1
		if n < 0 {
			end = len(text) + 1
		}
		for len(x.marks)*block < end {
			x.marks = append(x.marks, mark{x.lines, start})
		}
		if start = end; n < 0 {
			return x
		}
	}
}

// Position returns the line and the column of an offset; offsets out of range
// are moved to the nearer end.
func (x *Index) Position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(x.text))
	m := x.marks[offset/block]
	from := x.text[offset/block*block : offset]
	line = m.line + bytes.Count(from, []byte{'\n'})
	if n := bytes.LastIndexByte(from, '\n'); n >= 0 {
		return line, len(from) - n
	}
	return line, offset - m.start + 1
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
	k := sort.Search(len(x.marks), func(k int) bool { return x.marks[k].line > line }) - 1
	if x.marks[k].line == line {
		return x.marks[k].start
	}
	at := k * block
	for range line - x.marks[k].line {
		at += bytes.IndexByte(x.text[at:], '\n') + 1
	}
	return at
}
