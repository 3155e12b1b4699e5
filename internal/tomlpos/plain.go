package tomlpos

import (
	"strings"
	"unicode/utf8"
)

// parsePlain reads a document of the kind that programs write: tables, and keys
// without dots whose values are strings on one line, small integers, booleans,
// arrays and tables. It is several times as fast as the decoder. Of any other
// document, and of any that is broken, it says false, and the decoder has the
// word; what it accepts the decoder reads alike.
func parsePlain(text []byte) (Table, bool) {
	if !utf8.Valid(text) {
		return nil, false
	}
	p := plain{text: string(text)}
	root := newPlainTable()
	for open := root; p.blank(true); {
		if p.text[p.pos] == '[' {
			if open = p.header(root); open == nil {
				return nil, false
			}
		} else if !p.pair(open.values, 0) {
			return nil, false
		}
		if !p.lineEnd() {
			return nil, false
		}
	}
	return root.values, p.pos == len(p.text)
}

// plain reads a text that it may give up on at any place.
type plain struct {
	text string
	pos  int
}

// plainTable is a table that a header stands for, with those that have headers
// below it.
type plainTable struct {
	values  map[string]any
	tables  map[string]*plainTable
	last    map[string]*plainTable // elements of arrays of tables
	defined bool                   // not only named as a part of a longer header
}

func newPlainTable() *plainTable { return &plainTable{values: map[string]any{}} }

// maxPlain is the number of brackets inside each other that are followed.
const maxPlain = 32

// blank skips white space, and line ends and comments where they may stand. It
// reports whether anything is left; a broken comment counts as left.
func (p *plain) blank(lines bool) bool {
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == ' ' || c == '\t' || lines && c == '\n':
			p.pos++
		case lines && c == '\r' && strings.HasPrefix(p.text[p.pos:], "\r\n"):
			p.pos += 2
		case lines && c == '#':
			if !p.comment() {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// comment skips a comment without its line end.
func (p *plain) comment() bool {
	end := p.pos
	for end < len(p.text) && p.text[end] != '\n' && !strings.HasPrefix(p.text[end:], "\r\n") {
		if control(p.text[end]) {
			return false
		}
		end++
	}
	p.pos = end
	return true
}

func control(c byte) bool { return c < ' ' && c != '\t' || c == 0x7f }

// lineEnd skips to the next line; nothing but a comment may be in between.
func (p *plain) lineEnd() bool {
	if !p.blank(false) {
		return true
	}
	if p.text[p.pos] == '#' && !p.comment() {
		return false
	}
	return p.pos == len(p.text) || p.take("\n") || p.take("\r\n")
}

// take skips a word, if it stands here.
func (p *plain) take(word string) bool {
	if !strings.HasPrefix(p.text[p.pos:], word) {
		return false
	}
	p.pos += len(word)
	return true
}

// header reads "[a.b]" or "[[a.b]]" and returns its table, nil where it may not
// stand.
func (p *plain) header(root *plainTable) *plainTable {
	closing, array := "]", p.take("[[")
	if array {
		closing = "]]"
	} else {
		p.take("[")
	}
	for t := root; t != nil; {
		p.blank(false)
		key, ok := p.key()
		if !ok {
			return nil
		}
		p.blank(false)
		switch {
		case p.take("."):
			t = t.step(key)
		case !p.take(closing):
			return nil
		case array:
			return t.element(key)
		default:
			return t.define(key)
		}
	}
	return nil
}

// step goes through a table on the way to another one.
func (t *plainTable) step(key string) *plainTable {
	if sub := t.tables[key]; sub != nil {
		return sub
	}
	if sub := t.last[key]; sub != nil {
		return sub
	}
	return t.add(key)
}

// define begins the table of a header.
func (t *plainTable) define(key string) *plainTable {
	sub := t.tables[key]
	if sub == nil {
		sub = t.add(key)
	}
	if sub == nil || sub.defined {
		return nil
	}
	sub.defined = true
	return sub
}

// add makes a table, nil where there is something of the name.
func (t *plainTable) add(key string) *plainTable {
	if _, ok := t.values[key]; ok {
		return nil
	}
	if t.tables == nil {
		t.tables = map[string]*plainTable{}
	}
	sub := newPlainTable()
	t.values[key], t.tables[key] = sub.values, sub
	return sub
}

// element begins the next table of an array.
func (t *plainTable) element(key string) *plainTable {
	list, isList := t.values[key].([]map[string]any)
	if _, ok := t.values[key]; ok && (!isList || t.last[key] == nil) {
		return nil
	}
	if t.last == nil {
		t.last = map[string]*plainTable{}
	}
	sub := newPlainTable()
	t.values[key], t.last[key] = append(list, sub.values), sub
	return sub
}

// key reads a key that is bare or in double quotes.
func (p *plain) key() (string, bool) {
	if p.pos < len(p.text) && p.text[p.pos] == '"' {
		key, ok := p.str('"')
		return key, ok && key != ""
	}
	start := p.pos
	for p.pos < len(p.text) && bare(p.text[p.pos]) {
		p.pos++
	}
	return p.text[start:p.pos], p.pos > start
}

func bare(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || digit(c) || c == '_' || c == '-'
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// pair reads a key and its value into a table.
func (p *plain) pair(into map[string]any, depth int) bool {
	key, ok := p.key()
	if !ok {
		return false
	}
	p.blank(false)
	if _, twice := into[key]; twice || !p.take("=") {
		return false
	}
	p.blank(false)
	value, ok := p.value(depth)
	into[key] = value
	return ok
}

func (p *plain) value(depth int) (any, bool) {
	if p.pos == len(p.text) || depth == maxPlain {
		return nil, false
	}
	switch c := p.text[p.pos]; {
	case c == '"' || c == '\'':
		return p.str(c)
	case c == '[':
		return p.array(depth + 1)
	case c == '{':
		return p.table(depth + 1)
	case digit(c):
		return p.number()
	case p.take("true"):
		return true, p.delimited()
	case p.take("false"):
		return false, p.delimited()
	default:
		return nil, false
	}
}

// delimited reports whether a word ends here.
func (p *plain) delimited() bool {
	return p.pos == len(p.text) || strings.IndexByte(" \t\r\n,]}#", p.text[p.pos]) >= 0
}

// number reads an integer of so few digits that it cannot overflow.
func (p *plain) number() (any, bool) {
	n, start := int64(0), p.pos
	for ; p.pos < len(p.text) && digit(p.text[p.pos]); p.pos++ {
		if p.pos-start == 18 {
			return nil, false
		}
		n = n*10 + int64(p.text[p.pos]-'0')
	}
	return n, p.delimited() && (p.text[start] != '0' || p.pos == start+1)
}

// str reads a string on one line.
func (p *plain) str(quote byte) (string, bool) {
	start := p.pos + 1
	escaped := false
	for end := start; end < len(p.text); end++ {
		switch c := p.text[end]; {
		case c == quote:
			if end == start && end+1 < len(p.text) && p.text[end+1] == quote {
				return "", false // a long one
			}
			p.pos = end + 1
			if escaped {
				return unescape(p.text[start:end])
			}
			return p.text[start:end], true
		case control(c):
			return "", false
		case c == '\\' && quote == '"':
			escaped = true
			end++
		}
	}
	return "", false
}

// unescape knows the escapes that text has.
func unescape(s string) (string, bool) {
	var b strings.Builder
	for {
		text, rest, ok := strings.Cut(s, `\`)
		b.WriteString(text)
		if !ok {
			return b.String(), true
		}
		if rest == "" {
			return "", false
		}
		i := strings.IndexByte(`"\nt`, rest[0])
		if i < 0 {
			return "", false
		}
		b.WriteByte("\"\\\n\t"[i])
		s = rest[1:]
	}
}

func (p *plain) array(depth int) (any, bool) {
	p.pos++
	list := []any{}
	for p.blank(true) {
		if p.take("]") {
			return list, true
		}
		value, ok := p.value(depth)
		if !ok {
			return nil, false
		}
		list = append(list, value)
		if p.blank(true); !p.take(",") {
			return list, p.take("]")
		}
	}
	return nil, false
}

func (p *plain) table(depth int) (any, bool) {
	p.pos++
	table := map[string]any{}
	p.blank(false)
	if p.take("}") {
		return table, true
	}
	for {
		p.blank(false)
		if !p.pair(table, depth) {
			return nil, false
		}
		p.blank(false)
		if !p.take(",") {
			return table, p.take("}")
		}
	}
}
