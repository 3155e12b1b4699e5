package scan

import (
	"bytes"
	"encoding/binary"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/internal/textpos"
)

// File is an [Entry] with its content. It is safe for concurrent use.
type File struct {
	*Entry
	text     []byte
	bom      int // length of the byte order mark cut off in front of text
	encoding string
	index    func() *textpos.Index
	hashes   func() []string
	secret   *concealment // nil where nobody asks for it
}

const utf8BOM = "\ufeff"

// NewFile returns a file of the given content, for calling a [Pass] without a
// runner. A UTF-8 byte order mark is cut off, UTF-16 text with a byte order
// mark is decoded. The file keeps data; it must not change.
func NewFile(e *Entry, data []byte) *File {
	f := &File{Entry: e, text: data, encoding: "utf-8"}
	if bytes.HasPrefix(data, []byte(utf8BOM)) {
		f.bom = len(utf8BOM)
		f.text = data[f.bom:]
	}
	if order := utf16Order(data); order != nil {
		f.text, f.encoding = decodeUTF16(data[2:], order), "utf-16le"
		if order == binary.BigEndian {
			f.encoding = "utf-16be"
		}
	}
	f.hashes = sync.OnceValue(func() []string { return lineHashes(f.text) })
	f.index = sync.OnceValue(func() *textpos.Index { return textpos.New(f.text) })
	return f
}

// Bytes returns the content as UTF-8 without byte order mark, or as it is when
// it is no text. It is shared and must not be changed, nor kept after
// [Pass.File] returns.
func (f *File) Bytes() []byte { return f.text }

// Clone returns a copy of the file that may be kept after [Pass.File] returns.
// It cannot be opened.
func (f *File) Clone() *File {
	entry := *f.Entry
	entry.Open, entry.Discard = nil, nil
	c := NewFile(&entry, nil)
	c.text, c.bom, c.encoding = bytes.Clone(f.text), f.bom, f.encoding
	return c
}

// Encoding returns "utf-8", "utf-16le" or "utf-16be": what the content was
// before it was decoded, after its byte order mark. Content without a mark
// counts as UTF-8.
func (f *File) Encoding() string { return f.encoding }

// Binary reports whether the content looks like no text: whether there is a
// NUL byte in its first 8,000 bytes, as Git judges.
func (f *File) Binary() bool { return bytes.IndexByte(f.text[:min(len(f.text), 8000)], 0) >= 0 }

// Region returns the region of Bytes()[start:end], without a snippet. Offsets
// out of range are moved to the nearer end.
func (f *File) Region(start, end int) Region {
	x := f.index()
	start = min(max(start, 0), len(f.text))
	end = min(max(end, start), len(f.text))
	r := Region{StartOffset: f.bom + start, EndOffset: f.bom + end}
	r.StartLine, r.StartColumn = x.Position(start)
	r.EndLine, r.EndColumn = x.Position(end)
	return r
}

// The most that a snippet holds.
const (
	snippetLines = 5
	snippetBytes = 400
)

// Location returns the place of Bytes()[start:end] with the text of its lines
// as snippet: at most five lines and 400 bytes, cut around the region where a
// line is longer. Do not use it where the text is a secret.
func (f *File) Location(start, end int) Location {
	r := f.Region(start, end)
	x := f.index()
	lineStart := r.StartOffset - f.bom - (r.StartColumn - 1)
	last := min(r.EndLine, r.StartLine+snippetLines-1)
	if last == r.EndLine && r.EndColumn == 1 && last > r.StartLine {
		last-- // the region ends with a line feed
	}
	lineEnd := 0
	if last == r.EndLine { // no need to look for the line
		lineEnd = f.lineEnd(r.EndOffset - f.bom)
	} else {
		lineEnd = x.Offset(last, 1) + len(x.Line(last))
	}
	if lineEnd-lineStart > snippetBytes {
		from := max(lineStart, start-snippetBytes/4)
		for from > lineStart && from < len(f.text) && !utf8.RuneStart(f.text[from]) {
			from--
		}
		to := min(lineEnd, from+snippetBytes)
		for to > from && to < len(f.text) && !utf8.RuneStart(f.text[to]) {
			to--
		}
		r.SnippetColumn = from - lineStart + 1
		lineStart, lineEnd = from, to
	}
	r.Snippet = strings.ToValidUTF8(string(f.text[lineStart:max(lineStart, lineEnd)]), "\uFFFD")
	return Location{Path: f.Path, Origin: f.Origin, Region: r}
}

// lineEnd returns the offset at which the line of an offset ends.
func (f *File) lineEnd(offset int) int {
	end := len(f.text)
	if n := bytes.IndexByte(f.text[offset:], '\n'); n >= 0 {
		end = offset + n
	}
	if end > 0 && f.text[end-1] == '\r' {
		end--
	}
	return end
}

// Offset returns the offset in Bytes of a line and byte column, both counted
// from 1, moved to the nearer end where they are out of range.
func (f *File) Offset(line, column int) int { return f.index().Offset(line, column) }

// Line returns the text of a line, counted from 1, without its line end; nil
// where there is none.
func (f *File) Line(line int) []byte { return f.index().Line(line) }
