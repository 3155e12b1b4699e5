package secrets

import "bytes"

// escapeKind is a way of writing characters.
type escapeKind struct {
	name     string
	unescape func(out, text []byte) ([]byte, int)
}

// escapes looks at the run around a percent escape (RFC 3986, section 2.1), an
// escaped UTF-16 unit as of JSON and JavaScript, or a character reference of
// HTML, and scans what it means.
func (s *scanner) escapes(w *window, at span) {
	if s.escaped.start <= at.start && at.start < s.escaped.end {
		return // part of the run that was decoded last
	}
	mark := w.text[at.start]
	start, end := at.start, at.start
	for start > max(w.floor, at.start-escapeReach) && escapable(w.text[start-1], mark) {
		start--
	}
	for end < min(w.top, at.start+escapeReach) && escapable(w.text[end], mark) {
		end++
	}
	s.escaped = span{start, end}
	if s.escapeBudget -= end - start; s.escapeBudget < 0 {
		s.limits.budget = true
		return
	}
	kind := escapeOf(mark)
	out, n := kind.unescape(s.decoded[:0], w.text[start:end])
	if cap(out) > cap(s.decoded) {
		s.decoded = out
	}
	if n > 0 {
		s.inside(out, &run{span: s.escaped, digits: w.text[start:end], encoding: kind.name})
	}
}

// escapeOf returns the kind of escapes that begin with the byte.
func escapeOf(mark byte) escapeKind {
	switch mark {
	case '%':
		return escapeKind{"percent escapes", func(out, text []byte) ([]byte, int) { return unescapeHex(out, text, "%") }}
	case '&':
		return escapeKind{"HTML character references", unescapeHTML}
	default:
		return escapeKind{`\u escapes`, func(out, text []byte) ([]byte, int) { return unescapeHex(out, text, `\u00`) }}
	}
}

// escapable reports whether c can be part of a run of escapes that begin with
// mark.
func escapable(c, mark byte) bool {
	if c == '\\' {
		return mark == '\\'
	}
	return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '`' && c != '<' && c != '>'
}

// unescapeHex appends text with each mark and its two digits replaced, and
// returns their number.
func unescapeHex(out, text []byte, mark string) ([]byte, int) {
	n := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == mark[0] && i+len(mark)+2 <= len(text) && string(text[i:i+len(mark)]) == mark {
			high, low := text[i+len(mark)], text[i+len(mark)+1]
			if isHex(high) && isHex(low) {
				c = nibble(high)<<4 | nibble(low)
				i += len(mark) + 1
				n++
			}
		}
		out = append(out, c)
	}
	return out, n
}

// nibble returns the value of a hexadecimal digit.
func nibble(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// longestReference is the longest character reference that is looked at,
// without its ampersand.
const longestReference = 10

// unescapeHTML appends text with the character references of ASCII characters
// replaced, and returns their number.
func unescapeHTML(out, text []byte) ([]byte, int) {
	n := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '&' {
			rest := text[i+1 : min(len(text), i+1+longestReference)]
			if end := bytes.IndexByte(rest, ';'); end > 1 {
				if r, ok := reference(rest[:end]); ok {
					c = r
					i += end + 1
					n++
				}
			}
		}
		out = append(out, c)
	}
	return out, n
}

// reference returns the ASCII character that a reference stands for, without
// its ampersand and semicolon (HTML Living Standard, sections 13.1.4 and 13.5).
func reference(name []byte) (byte, bool) {
	if name[0] != '#' {
		return namedReference(string(name))
	}
	base, digits := 10, name[1:]
	if digits[0]|0x20 == 'x' {
		base, digits = 16, digits[1:]
	}
	value := 0
	for _, c := range digits {
		if !isDigit(c) && !(base == 16 && isHex(c)) {
			return 0, false
		}
		value = min(value*base+int(nibble(c)), 0x80)
	}
	return byte(value), len(digits) > 0 && value < 0x80
}

// namedReference returns the character of a name, of those that values,
// addresses and assignments are made of.
func namedReference(name string) (byte, bool) {
	switch name {
	case "amp", "AMP":
		return '&', true
	case "quot", "QUOT":
		return '"', true
	case "apos":
		return '\'', true
	case "lt", "LT":
		return '<', true
	case "gt", "GT":
		return '>', true
	case "plus":
		return '+', true
	case "equals":
		return '=', true
	case "sol":
		return '/', true
	case "lowbar":
		return '_', true
	case "colon":
		return ':', true
	case "period":
		return '.', true
	case "commat":
		return '@', true
	case "dollar":
		return '$', true
	case "excl":
		return '!', true
	case "num":
		return '#', true
	}
	return 0, false
}
