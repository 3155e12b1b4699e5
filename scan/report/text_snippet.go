package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/scan"
)

// snippetMax is the number of lines of a snippet that are shown.
const snippetMax = 8

// tabWidth is the number of columns between tab stops in snippets.
const tabWidth = 4

// snippet writes the lines of a region behind a gutter of line numbers, with a
// mark under the region. A region of several lines has a heavy gutter instead,
// and marks only where it starts or ends inside a line.
func (t *Text) snippet(f *scan.Record, r *scan.Region) {
	if r.Snippet == "" || r.StartLine <= 0 {
		return
	}
	as := markStyle(severityOf(f))
	lines := strings.SplitN(strings.TrimSuffix(r.Snippet, "\n"), "\n", snippetMax+1)
	more := len(lines) > snippetMax
	lines = lines[:min(len(lines), snippetMax)]
	gutter := len(strconv.Itoa(r.StartLine + len(lines) - 1))
	start, end := span(r)
	if f.Secret != nil && start >= 0 {
		// The snippet has the redacted form instead of the value.
		end = start
		if strings.HasPrefix(r.Snippet[start:], f.Secret.Redacted) {
			end += len(f.Secret.Redacted)
		}
	}
	at := 0 // offset of the line in the snippet
	for i, line := range lines {
		width := len(line)
		line = strings.TrimSuffix(line, "\r")
		l := snippetLine{number: r.StartLine + i, gutter: gutter, bar: "│", cut: i == 0 && r.SnippetColumn > 1}
		several := r.EndLine > r.StartLine
		l.mark(line, start-at, end-at, start < 0, end < 0, several)
		if several && l.number <= r.EndLine && !(l.number == r.EndLine && r.EndColumn == 1) {
			l.bar = "┃"
		}
		t.snippetLine(l, line, as)
		at += width + 1
	}
	if more {
		t.out.text(strings.Repeat(" ", rowIndent+gutter), " ┆\n")
	}
}

// snippetLine is what is known about one line of a snippet.
type snippetLine struct {
	number int
	gutter int
	bar    string
	cut    bool // text is missing at its left
	from   int  // bytes of the line that the region covers
	to     int
	marked bool
}

// mark finds out which bytes of the line to underline. Start and end are
// offsets against the line's start; each may be unknown. Of a region of several
// lines only a start or end inside a line is marked.
func (l *snippetLine) mark(line string, start, end int, noStart, noEnd, several bool) {
	if noStart {
		return
	}
	startsHere := start >= 0 && start <= len(line)
	endsHere := !noEnd && end >= 0 && end <= len(line)
	l.from, l.to = max(start, 0), len(line)
	if endsHere {
		l.to = end
	}
	text := strings.TrimLeft(line, " \t")
	switch {
	case startsHere && endsHere:
		l.marked = true
	case startsHere:
		l.marked = !several || start > len(line)-len(text)
	case endsHere:
		l.from = len(line) - len(text)
		l.marked = end > l.from && end < len(line)
	}
}

func (t *Text) snippetLine(l snippetLine, line string, as style) {
	shown, from, to := layout(line, l.from, l.to, t.config.Width-rowIndent-l.gutter-4)
	number := strconv.Itoa(l.number)
	t.out.text(strings.Repeat(" ", rowIndent+l.gutter-len(number)))
	t.styled(styleDim, number)
	t.out.text(" ")
	bar := styleDim
	if l.bar == "┃" {
		bar = as
	}
	t.styled(bar, l.bar)
	if l.cut && !strings.HasPrefix(shown, "…") {
		shown, from, to = "…"+shown, from+1, to+1
	}
	if shown != "" {
		t.out.text(" ", shown)
	}
	t.out.text("\n")
	if !l.marked {
		return
	}
	t.out.text(strings.Repeat(" ", rowIndent+l.gutter+1))
	t.styled(bar, l.bar)
	t.out.text(" ", strings.Repeat(" ", from))
	t.styled(as, strings.Repeat("^", max(to-from, 1)))
	t.out.text("\n")
}

// cell is one character as it is shown.
type cell struct {
	text   string
	column int
	width  int
}

// layout returns a line as it is shown: tabs expanded, the invisible made
// visible, cut to width columns around the bytes from to to. It returns the
// columns, counted from 0, of those bytes in the result.
func layout(line string, from, to, width int) (shown string, start, end int) {
	cells, start, end, total := cells(line, from, to)
	skip := 0
	if total > width {
		skip = min(max(start-width/4, 0), total-width)
	}
	var b strings.Builder
	used := 0
	if skip > 0 {
		b.WriteString("…")
		used = 1
		skip++
	}
	for _, c := range cells {
		if c.column < skip {
			continue
		}
		if c.column+c.width > skip+width-used-1 && c.column+c.width < total {
			b.WriteString("…")
			end = min(end, c.column)
			break
		}
		b.WriteString(c.text)
	}
	return strings.TrimRight(b.String(), " "), max(start-skip, 0) + used, max(end-skip, 0) + used
}

// cells splits a line into what is shown of it.
func cells(line string, from, to int) (list []cell, start, end, total int) {
	start, end = -1, -1
	list = make([]cell, 0, len(line))
	for i := 0; i < len(line); {
		if start < 0 && i >= from {
			start = total
		}
		if end < 0 && i >= to {
			end = total
		}
		r, n := utf8.DecodeRuneInString(line[i:])
		c := cell{text: line[i : i+n], column: total}
		switch {
		case r == '\t':
			c.text = strings.Repeat(" ", tabWidth-total%tabWidth)
		case !showable(r) || r == utf8.RuneError && n == 1:
			c.text = string(appendVisible(nil, c.text, r))
		}
		c.width = displayWidth(c.text)
		total += c.width
		list = append(list, c)
		i += n
	}
	if start < 0 {
		start = total
	}
	if end < 0 {
		end = total
	}
	return list, start, end, total
}
