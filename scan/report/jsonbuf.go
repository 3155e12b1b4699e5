package report

import (
	"strconv"
	"unicode/utf8"
)

// jsonBuf appends JSON to a byte slice. Commas are set by looking at what was
// written last, so a caller only opens, closes and writes members. It writes
// no null and leaves out members that are empty.
type jsonBuf struct{ b []byte }

// sep writes a comma where one is due.
func (j *jsonBuf) sep() {
	if n := len(j.b); n > 0 {
		switch j.b[n-1] {
		case '{', '[', ':', ',', '\n':
		default:
			j.b = append(j.b, ',')
		}
	}
}

// raw appends s as it is.
func (j *jsonBuf) raw(s string) { j.b = append(j.b, s...) }

// key writes a member's name, which needs no escaping.
func (j *jsonBuf) key(name string) {
	j.sep()
	j.b = append(j.b, '"')
	j.b = append(j.b, name...)
	j.b = append(j.b, '"', ':')
}

// object opens an object, as a member if it has a name.
func (j *jsonBuf) object(name string) { j.open(name, '{') }

// array opens an array, as a member if it has a name.
func (j *jsonBuf) array(name string) { j.open(name, '[') }

func (j *jsonBuf) open(name string, bracket byte) {
	if name != "" {
		j.key(name)
	} else {
		j.sep()
	}
	j.b = append(j.b, bracket)
}

func (j *jsonBuf) endObject() { j.b = append(j.b, '}') }
func (j *jsonBuf) endArray()  { j.b = append(j.b, ']') }

// str writes a member unless s is empty.
func (j *jsonBuf) str(name, s string) {
	if s != "" {
		j.key(name)
		j.b = appendString(j.b, s)
	}
}

// must writes a member even when s is empty.
func (j *jsonBuf) must(name, s string) {
	j.key(name)
	j.b = appendString(j.b, s)
}

// item writes a string in an array.
func (j *jsonBuf) item(s string) {
	j.sep()
	j.b = appendString(j.b, s)
}

// list writes a member of strings unless there are none.
func (j *jsonBuf) list(name string, items []string) {
	if len(items) == 0 {
		return
	}
	j.array(name)
	for _, s := range items {
		j.item(s)
	}
	j.endArray()
}

// num writes a member, zero or not.
func (j *jsonBuf) num(name string, n int) {
	j.key(name)
	j.b = strconv.AppendInt(j.b, int64(n), 10)
}

// positive writes a member unless n is zero or less.
func (j *jsonBuf) positive(name string, n int) {
	if n > 0 {
		j.num(name, n)
	}
}

// flag writes a member.
func (j *jsonBuf) flag(name string, v bool) {
	j.key(name)
	j.b = strconv.AppendBool(j.b, v)
}

// message writes an object with one text.
func (j *jsonBuf) message(name, text string) {
	j.object(name)
	j.must("text", text)
	j.endObject()
}

// appendString appends s as a JSON string. Bytes that are not UTF-8 become
// U+FFFD; control characters and the line separators of JavaScript are
// escaped.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		n := 1
		var r rune
		if c >= utf8.RuneSelf {
			if r, n = utf8.DecodeRuneInString(s[i:]); !(r == utf8.RuneError && n == 1) && r != 0x2028 && r != 0x2029 {
				i += n
				continue
			}
		}
		b = append(b, s[start:i]...)
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case n == 1:
			b = append(b, "\uFFFD"...)
		default:
			b = append(b, '\\', 'u', '2', '0', '2', hex[r&15])
		}
		i += n
		start = i
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// distinct removes the element that starts at from if it repeats one of the
// elements of the same array before it; starts are theirs. It returns starts
// with the element added, unless it was removed.
func (j *jsonBuf) distinct(starts []int, from int) []int {
	body := trimComma(j.b[from:])
	end := from
	for i := len(starts) - 1; i >= 0; i-- {
		if string(trimComma(j.b[starts[i]:end])) == string(body) {
			j.b = j.b[:from]
			return starts
		}
		end = starts[i]
	}
	return append(starts, from)
}

func trimComma(b []byte) []byte {
	if len(b) > 0 && b[0] == ',' {
		return b[1:]
	}
	return b
}
