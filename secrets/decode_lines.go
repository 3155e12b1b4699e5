package secrets

// wrapIndent bounds the space in front of the lines of a wrapped run.
const wrapIndent = 64

// wrapped decodes a run that goes on in the lines below its first, as base64
// -w, PEM, MIME and the block scalars of YAML break it: all lines but the last
// have the same width. It reports false, with nothing done, where there is one
// line only or the first does not begin as text does.
func (s *scanner) wrapped(text []byte, first span) bool {
	more := s.gather(text, first)
	n := len(s.lines)
	if n < 2 {
		return false
	}
	if !s.begins(text[first.start:first.end]) {
		return false
	}
	s.joined = s.joined[:0]
	for _, line := range s.lines {
		s.joined = append(s.joined, text[line.start:line.end]...)
	}
	end := s.lines[n-1].end
	if !s.decodeRun(text, run{span: span{first.start, end}, digits: s.joined, lines: s.lines}) {
		return false
	}
	s.probed = end
	if more {
		width := first.end - first.start
		// In groups of eight lines digits stay in step, whatever the width.
		if again := (n - (runOverlap+width-1)/width) &^ 7; again > 0 {
			s.probed = s.lines[again].start
		}
	}
	return true
}

// gather sets the lines of the run whose first line is known, up to longestRun
// bytes of text, and reports whether that is why it ended.
func (s *scanner) gather(text []byte, first span) (more bool) {
	s.lines = append(s.lines[:0], first)
	width, limit := first.end-first.start, min(len(text), first.start+longestRun)
	for at := first.end; ; {
		start, ok := nextLine(text, at, limit)
		if !ok {
			return start >= limit && limit < len(text)
		}
		end := start
		for end < limit && end-start <= width && runBytes[text[end]] {
			end++
		}
		switch {
		case end == limit && limit < len(text):
			return true
		case end-start == width:
			s.lines = append(s.lines, span{start, end})
			at = end
		case end > start && end-start < width && endsValue(text, end):
			s.lines = append(s.lines, span{start, end})
			return false
		default:
			return false
		}
	}
}

// nextLine returns where the line begins whose line end, written or escaped,
// is at pos; what is wrong is told by ok alone.
func nextLine(text []byte, pos, limit int) (start int, ok bool) {
	escaped := func(c byte) bool { return pos+1 < limit && text[pos] == '\\' && text[pos+1] == c }
	switch {
	case pos < limit && text[pos] == '\r':
		pos++
	case escaped('r'):
		pos += 2
	}
	switch {
	case pos < limit && text[pos] == '\n':
		pos++
	case escaped('n'):
		return pos + 2, true
	default:
		return pos, false
	}
	from := pos
	for pos < limit && pos-from < wrapIndent && (text[pos] == ' ' || text[pos] == '\t') {
		pos++
	}
	return pos, pos < limit
}

// endsValue reports whether a value can end at pos.
func endsValue(text []byte, pos int) bool {
	if pos == len(text) {
		return true
	}
	switch text[pos] {
	case '\n', '\r', '=', '"', '\'', '`', '\\', '<', '-':
		return true
	}
	return false
}
