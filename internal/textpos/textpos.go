// Package textpos converts byte offsets of a text into lines and columns.
//
// Lines and columns count from 1 and columns are bytes; a line ends after its
// line feed. It is the only place where positions are converted.
package textpos

import (
	"bytes"
	"sort"
)

// Index finds lines in a text. It is immutable and safe for concurrent use.
type Index struct {
	text   []byte
	starts []int // offset of the first byte of each line
}

// New returns the index of text, which must not change afterwards.
func New(text []byte) *Index {
	starts := make([]int, 1, 1+bytes.Count(text, []byte{'\n'}))
	for i := 0; ; {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			break
		}
		i += n + 1
		starts = append(starts, i)
	}
	return &Index{text, starts}
}

// Position returns the line and the column of an offset; offsets out of range
// are moved to the nearer end.
func (x *Index) Position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(x.text))
	line = sort.SearchInts(x.starts, offset+1)
	return line, offset - x.starts[line-1] + 1
}

// Offset returns the offset of a line and column. A column beyond the line's
// end is moved to its end, a line beyond the last to the end of the text.
func (x *Index) Offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(x.starts) {
		return len(x.text)
	}
	start := x.starts[line-1]
	return start + min(max(column-1, 0), len(x.Line(line)))
}

// Lines returns the number of lines; a text that ends with a line feed has an
// empty last line.
func (x *Index) Lines() int { return len(x.starts) }

// Line returns the text of a line without its line end.
func (x *Index) Line(line int) []byte {
	if line < 1 || line > len(x.starts) {
		return nil
	}
	end := len(x.text)
	if line < len(x.starts) {
		end = x.starts[line] - 1
	}
	return bytes.TrimSuffix(x.text[x.starts[line-1]:end], []byte{'\r'})
}
