package report

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/scan"
)

// tidy returns a region in which every number that is there can be relied on:
// none is negative or absurd, no end comes before its start. What cannot be
// kept becomes zero.
func tidy(r *scan.Region) scan.Region {
	t := *r
	for _, n := range []*int{&t.StartLine, &t.StartColumn, &t.EndLine, &t.EndColumn, &t.SnippetColumn} {
		if *n < 0 || *n > math.MaxInt32 {
			*n = 0
		}
	}
	if t.StartLine == 0 {
		t.StartColumn, t.EndLine, t.EndColumn = 0, 0, 0
	}
	if t.EndLine == 0 || t.EndLine < t.StartLine || t.EndLine == t.StartLine && t.EndColumn < t.StartColumn {
		t.EndLine, t.EndColumn = 0, 0
	}
	if t.StartOffset < 0 || t.EndOffset < t.StartOffset {
		t.StartOffset, t.EndOffset = 0, 0
	}
	return t
}

// lineOffset returns the offset in text of its n-th line, counted from 0, or
// -1 where there is none.
func lineOffset(text string, n int) int {
	at := 0
	for ; n > 0; n-- {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	return at
}

// snippetOffset returns the offset in r.Snippet of a line and byte column of
// the file, or -1 where the snippet does not hold it.
func snippetOffset(r *scan.Region, line, column int) int {
	// A region of more lines than the snippet has bytes ends outside it.
	if column < 1 || line < r.StartLine || line-r.StartLine > len(r.Snippet) {
		return -1
	}
	start := lineOffset(r.Snippet, line-r.StartLine)
	if start < 0 {
		return -1
	}
	skip := column - 1
	if line == r.StartLine {
		skip -= max(r.SnippetColumn-1, 0)
	}
	rest := r.Snippet[start:]
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	if skip < 0 || skip > len(rest) {
		return -1
	}
	return start + skip
}

// span returns the offsets in r.Snippet of the region itself; an offset that
// the snippet does not hold is -1.
func span(r *scan.Region) (start, end int) {
	start = snippetOffset(r, r.StartLine, r.StartColumn)
	end = snippetOffset(r, r.EndLine, r.EndColumn)
	if end < start {
		end = -1
	}
	return start, end
}

// exact returns the text of the region, if the snippet holds all of it.
func exact(r *scan.Region) (string, bool) {
	start, end := span(r)
	if start < 0 || end <= start {
		return "", false
	}
	text := r.Snippet[start:end]
	return text, boundary(r.Snippet, start) && boundary(r.Snippet, end)
}

func boundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// utf16Columns returns the columns of a region counted in UTF-16 code units,
// from 1, as editors and services count them; 0 stands for a column that
// cannot be known from the snippet. An end without a start is not returned
// where both are on one line.
func utf16Columns(r *scan.Region) (start, end int) {
	start = utf16Column(r, r.StartLine, r.StartColumn)
	if start == 0 && r.EndLine <= r.StartLine {
		return 0, 0
	}
	end = utf16Column(r, r.EndLine, r.EndColumn)
	if r.EndLine == r.StartLine && end < start {
		end = 0
	}
	return start, end
}

// utf16Column converts one byte column. The line up to there must be in the
// snippet and free of replacement characters, which stand for bytes whose
// number is lost.
func utf16Column(r *scan.Region, line, column int) int {
	if column == 1 && line > 0 {
		return 1
	}
	cut := line == r.StartLine && r.SnippetColumn > 1
	at := snippetOffset(r, line, column)
	if cut || at < 0 || line < 1 || !boundary(r.Snippet, at) {
		return 0
	}
	units := 1
	for _, c := range r.Snippet[at-(column-1) : at] {
		switch {
		case c == utf8.RuneError:
			return 0
		case c > 0xffff:
			units += 2
		default:
			units++
		}
	}
	return units
}
