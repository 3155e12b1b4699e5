package tomlpos

import (
	"bytes"
	"strings"
)

// header is the line that begins a table.
type header struct {
	name  string // as written, without white space around its parts
	start int
}

// below reports whether the table lies below the named one.
func (h header) below(name string) bool {
	return len(h.name) > len(name) && h.name[len(name)] == '.' && strings.HasPrefix(h.name, name)
}

// headers finds the table headers of a text. It follows strings, comments and
// brackets, so that what looks like a header inside a value is none.
func headers(text []byte) []header {
	var list []header
	s := scanner{text: text}
	for s.pos < len(text) {
		s.blank()
		if s.pos < len(text) && text[s.pos] == '[' {
			list = append(list, s.header())
		}
		s.statement()
	}
	return list
}

type scanner struct {
	text []byte
	pos  int
}

// blank skips white space and line ends.
func (s *scanner) blank() {
	for s.pos < len(s.text) && bytes.IndexByte([]byte(" \t\r\n"), s.text[s.pos]) >= 0 {
		s.pos++
	}
}

// header reads the name in one or two pairs of brackets.
func (s *scanner) header() header {
	h := header{start: s.pos}
	rest := s.text[s.pos:]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	if i := bytes.IndexByte(rest, ']'); i >= 0 {
		h.name = strings.ReplaceAll(strings.Trim(string(rest[:i]), "[ \t"), " ", "")
	}
	return h
}

// statement skips to the end of a header or of a key and its value, which goes
// over several lines inside brackets and long strings.
func (s *scanner) statement() {
	depth := 0
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; c {
		case '"', '\'':
			s.quoted(c)
			continue
		case '#':
			s.to("\n")
			continue
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '\n':
			if depth <= 0 {
				s.pos++
				return
			}
		}
		s.pos++
	}
}

// quoted skips a string.
func (s *scanner) quoted(quote byte) {
	long := strings.Repeat(string(quote), 3)
	if bytes.HasPrefix(s.text[s.pos:], []byte(long)) {
		s.pos += len(long)
		s.closing(long, quote == '"')
		for s.pos < len(s.text) && s.text[s.pos] == quote {
			s.pos++ // up to two more quotes belong to the string
		}
		return
	}
	s.pos++
	s.closing(string(quote), quote == '"')
}

// closing skips to behind the end of a string; one of a single quote ends with
// its line at the latest.
func (s *scanner) closing(end string, escapes bool) {
	stops := "\n\\" + end[:1]
	for s.pos < len(s.text) {
		i := bytes.IndexAny(s.text[s.pos:], stops)
		if i < 0 {
			break
		}
		s.pos += i
		switch {
		case bytes.HasPrefix(s.text[s.pos:], []byte(end)):
			s.pos += len(end)
			return
		case len(end) == 1 && s.text[s.pos] == '\n':
			return
		case escapes && s.text[s.pos] == '\\':
			s.pos++
		}
		s.pos++
	}
	s.pos = len(s.text)
}

// to skips to the next occurrence of a text, or to the end.
func (s *scanner) to(end string) {
	if i := bytes.Index(s.text[s.pos:], []byte(end)); i >= 0 {
		s.pos += i
		return
	}
	s.pos = len(s.text)
}
