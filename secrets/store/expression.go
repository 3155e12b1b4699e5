package store

import "strings"

// The words in front of a reference in a text.
const (
	prefixRef    = "ref+"
	prefixSecret = "secretref+"
)

// expression is one reference of a text as it is written.
type expression struct {
	start, end int    // in the text, with prefix and closing plus sign
	source     string // without these
	scheme     string // in lower case
	parts      []part // of what follows "scheme://"
	tooDeep    bool   // more references in each other than allowed
}

// part is a piece of an expression: a text or a nested reference.
type part struct {
	text   string
	nested *expression // nil for a text
}

// all calls f for the expression and those in it, the outer ones first, until
// it returns false.
func (e *expression) all(f func(*expression) bool) bool {
	if !f(e) {
		return false
	}
	for _, p := range e.parts {
		if p.nested != nil && !p.nested.all(f) {
			return false
		}
	}
	return true
}

// scanner finds expressions. Every byte is looked at a number of times that
// depends on depth only.
type scanner struct {
	text      string
	ref       bool // "ref+" begins an expression
	secretref bool // "secretref+" does
	depth     int  // expressions in each other
}

// next returns the first expression from an offset on, nil if there is none.
func (s *scanner) next(from int) *expression {
	for {
		at := strings.Index(s.text[from:], prefixRef)
		if at < 0 {
			return nil
		}
		start := from + at
		if word := len(prefixSecret) - len(prefixRef); at >= word && s.text[start-word:start+len(prefixRef)] == prefixSecret {
			start -= word
		}
		if e := s.expression(start, s.closer(start), 1); e != nil {
			return e
		}
		from += at + len(prefixRef)
	}
}

// prefix returns the length of a prefix at an offset, and whether it begins an
// expression here.
func (s *scanner) prefix(at int) (n int, wanted bool) {
	switch rest := s.text[at:]; {
	case strings.HasPrefix(rest, prefixRef):
		return len(prefixRef), s.ref
	case strings.HasPrefix(rest, prefixSecret):
		return len(prefixSecret), s.secretref
	}
	return 0, false
}

// closer returns the quote in front of an offset with the backslashes in front
// of that: where they come again, an expression that begins there ends.
func (s *scanner) closer(start int) string {
	if start == 0 || strings.IndexByte("\"'`", s.text[start-1]) < 0 {
		return ""
	}
	from := start - 1
	for from > 0 && s.text[from-1] == '\\' {
		from--
	}
	return s.text[from:start]
}

// expression reads the expression at an offset, nil if there is none.
func (s *scanner) expression(start int, closer string, level int) *expression {
	n, wanted := s.prefix(start)
	if !wanted {
		return nil
	}
	at := start + n
	scheme := schemeLength(s.text[at:])
	if scheme == 0 {
		return nil
	}
	e := &expression{start: start, scheme: strings.ToLower(s.text[at : at+scheme])}
	end := s.body(e, at+scheme+len("://"), closer, level)
	if len(e.parts) == 0 && !e.tooDeep {
		return nil
	}
	e.source, e.end = s.text[at:end], end
	if end < len(s.text) && s.text[end] == '+' {
		e.end++
	}
	return e
}

// schemeLength returns the length of the scheme in front of "://" (RFC 3986,
// section 3.1, without plus signs and with underscores); 0 if there is none.
func schemeLength(text string) int {
	n := 0
	for n < len(text) && schemeByte(text[n], n == 0) {
		n++
	}
	if !strings.HasPrefix(text[n:], "://") {
		return 0
	}
	return n
}

func schemeByte(c byte, first bool) bool {
	letter := 'a' <= c|0x20 && c|0x20 <= 'z'
	return letter || !first && ('0' <= c && c <= '9' || c == '-' || c == '.' || c == '_')
}

// body reads the parts of an expression and returns where it ends.
func (s *scanner) body(e *expression, at int, closer string, level int) int {
	from := at // of the text that is no part yet
	for at < len(s.text) && !s.ends(at, closer) {
		n, wanted := s.prefix(at)
		if wanted {
			if level == s.depth && schemeLength(s.text[at+n:]) > 0 {
				e.tooDeep = true
				return s.blank(at)
			}
			if nested := s.nested(at, closer, level); nested != nil {
				e.add(s.text[from:at])
				e.parts = append(e.parts, part{nested: nested})
				e.tooDeep = e.tooDeep || nested.tooDeep
				at, from = nested.end, nested.end
				continue
			}
		}
		at += max(1, n-1) // the plus sign of a prefix that begins nothing ends this
	}
	end := from + len(strings.TrimRight(s.text[from:at], `",`))
	e.add(s.text[from:end])
	return end
}

// nested reads an expression within another. One that is not quoted by itself
// ends where the outer one does.
func (s *scanner) nested(at int, outer string, level int) *expression {
	closer := s.closer(at)
	if closer == "" {
		closer = outer
	}
	return s.expression(at, closer, level+1)
}

func (e *expression) add(text string) {
	if text != "" {
		e.parts = append(e.parts, part{text: text})
	}
}

// ends reports whether an expression ends at an offset, whatever it is.
func (s *scanner) ends(at int, closer string) bool {
	c := s.text[at]
	if c == '+' || blankByte(c) {
		return true
	}
	// Of a run of backslashes only the first is looked at: time stays linear.
	return closer != "" && s.text[at-1] != '\\' && strings.HasPrefix(s.text[at:], closer)
}

// blank returns the offset of the next space or control character.
func (s *scanner) blank(at int) int {
	for at < len(s.text) && !blankByte(s.text[at]) {
		at++
	}
	return at
}

// blankByte reports whether c is a space or control character of ASCII.
func blankByte(c byte) bool { return c <= ' ' || c == 0x7f }
