package beam

import (
	"bytes"
	"strconv"
)

// inlineTable finds the line behind an offset that holds the inline table of a
// name.
func inlineTable(text []byte, from int, name string) (start, end int) {
	i := bytes.Index(text[from:], []byte("name = "+strconv.Quote(name)))
	if i < 0 {
		return from, from
	}
	start = from + bytes.LastIndexByte(text[from:from+i], '\n') + 1
	end = len(text)
	if j := bytes.IndexByte(text[from+i:], '\n'); j >= 0 {
		end = from + i + j
	}
	for start < end && (text[start] == ' ' || text[start] == '\t') {
		start++
	}
	return start, end
}
