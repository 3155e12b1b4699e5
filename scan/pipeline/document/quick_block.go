package document

import "strings"

// blockScalar reads a literal or folded scalar in a collection whose column is
// parent.
func (q *quick) blockScalar(parent int) *Node {
	style := Literal
	if q.peek(0) == '>' {
		style = Folded
	}
	n := q.start(Scalar, style, q.at)
	q.at++
	chomp := q.peek(0)
	if chomp == '-' || chomp == '+' {
		q.at++
	}
	n.end = int32(q.at)
	before := q.at
	q.skipSpaces()
	if c := q.peek(0); c != '\n' && (c != '#' || q.at == before) || q.at == len(q.text) {
		q.giveUp()
		return n
	}
	q.skipLine()
	s := blockText{q: q, folded: style == Folded, chomp: chomp, indent: -1, parent: parent, out: q.scratch[:0]}
	if s.read(); s.end > 0 {
		n.end = int32(s.end)
	}
	n.value, q.scratch = string(s.out), s.out
	q.nextContent()
	if q.col == 0 && (q.marker("---") || q.marker("...")) {
		q.giveUp()
	}
	return n
}

// blockText decodes the lines of a literal or folded scalar: YAML 1.2.2, section
// 8.1.
type blockText struct {
	q      *quick
	folded bool
	chomp  byte // '-', '+' or anything else
	parent int  // the column of the collection around it
	indent int  // of the text; -1 until its first line is known
	end    int  // behind the last line that is not blank

	out    []byte
	breaks int  // line feeds that are not written yet
	more   bool // the last line began with white space, and is not folded
}

// read goes to the first line that is not part of the scalar.
func (s *blockText) read() {
	q := s.q
	for q.at < len(q.text) && !q.bad {
		line := q.text[q.at:]
		if n := strings.IndexByte(line, '\n'); n >= 0 {
			line = line[:n]
		}
		spaces := 0
		for spaces < len(line) && line[spaces] == ' ' {
			spaces++
		}
		switch {
		case spaces < len(line) && !s.belongs(line, spaces):
			s.finish()
			return
		case spaces == len(line) && (s.indent < 0 || spaces <= s.indent):
			// The library takes the longest of the blank lines in front for the
			// indentation.
			if s.indent < 0 && spaces > s.parent+1 {
				q.giveUp()
				return
			}
			s.breaks++
		default:
			s.line(line[s.indent:])
		}
		if q.at += len(line); q.at < len(q.text) {
			q.at++
		} else {
			s.breaks-- // the last line has no line feed
		}
	}
	s.finish()
}

// belongs reports whether a line that is not blank is part of the scalar, and
// takes the indentation from the first one.
func (s *blockText) belongs(line string, spaces int) bool {
	if line[spaces] == '\t' && spaces > s.parent && (s.indent < 0 || spaces < s.indent) {
		s.q.giveUp()
		return false
	}
	if s.indent < 0 {
		if spaces <= s.parent {
			return false
		}
		s.indent = spaces
	}
	return spaces >= s.indent
}

// line adds a line of the text, without its indentation and line feed.
func (s *blockText) line(text string) {
	more := text[0] == ' ' || text[0] == '\t'
	switch {
	case !s.folded || s.more || more || len(s.out) == 0:
		s.feeds(s.breaks)
	case s.breaks == 1:
		s.out = append(s.out, ' ')
	default:
		s.feeds(s.breaks - 1)
	}
	s.out = append(s.out, text...)
	s.breaks, s.more = 1, more
	if strings.TrimRight(text, " \t") != "" {
		s.end = s.q.at + s.indent + len(text)
	}
}

func (s *blockText) feeds(n int) {
	for range n {
		s.out = append(s.out, '\n')
	}
}

// finish writes the line feeds at the end.
func (s *blockText) finish() {
	switch {
	case s.chomp == '+':
		s.feeds(s.breaks)
	case s.chomp != '-' && len(s.out) > 0:
		s.feeds(min(s.breaks, 1))
	}
}
