package enrich

import (
	"bytes"
	"encoding/json"
	"sort"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

// member is a key with a value that encoding/json can write.
type member struct {
	key   string
	value any
}

// members is an object whose keys keep their order.
type members []member

// MarshalJSON implements [json.Marshaler].
func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, one := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(encode(one.key))
		b.WriteByte(':')
		b.Write(encode(one.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode returns compact JSON. All that is given to it can be encoded.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return []byte("null")
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// edit replaces a range of bytes.
type edit struct {
	start, end int
	text       []byte
}

// editor collects changes of one text.
type editor struct {
	text  []byte
	lines []int // where they start
	// grown are the containers that get something, by their first byte.
	grown map[int]*container
}

// container is an object or array of the text with what comes to it.
type container struct {
	value    jsonpos.Value
	added    []member // without keys for an array
	replaced []member
}

func (e *editor) container(v jsonpos.Value) *container {
	if v.Kind() != jsonpos.Object && v.Kind() != jsonpos.Array {
		return &container{value: v}
	}
	start, _ := v.Span()
	c := e.grown[start]
	if c == nil {
		c = &container{value: v}
		e.grown[start] = c
	}
	return c
}

// add adds a member to an object, or an element to an array, whose key is "".
func (e *editor) add(v jsonpos.Value, key string, value any) {
	c := e.container(v)
	c.added = append(c.added, member{key, value})
}

// put gives an object a member, in place of one of the same key.
func (e *editor) put(object jsonpos.Value, key string, value any) {
	c := e.container(object)
	if c.value.Get(key).Kind() == jsonpos.Absent {
		c.added = append(c.added, member{key, value})
	} else {
		c.replaced = append(c.replaced, member{key, value})
	}
}

// pending returns what comes to an object under a key, nil if nothing does.
func (e *editor) pending(object jsonpos.Value, key string) *member {
	c := e.container(object)
	for _, list := range [][]member{c.added, c.replaced} {
		for i := range list {
			if list[i].key == key {
				return &list[i]
			}
		}
	}
	return nil
}

func (e *editor) replace(old jsonpos.Value, value any) edit {
	start, end := old.Span()
	indent, unit, broken := e.layoutOf(old)
	return edit{start, end, pretty(value, indent, unit, broken)}
}

// changes returns what is to be written into the text.
func (e *editor) changes() []edit {
	var edits []edit
	for _, c := range e.containers() {
		for _, m := range c.replaced {
			edits = append(edits, e.replace(c.value.Get(m.key), m.value))
		}
		if len(c.added) > 0 {
			edits = append(edits, e.grow(c))
		}
	}
	return edits
}

// grow writes what comes to a container behind its last member, in the layout of
// the members that are there.
func (e *editor) grow(c *container) edit {
	start, _ := c.value.Span()
	before, last, colon := start+1, start+1, ": "
	n := 0
	for key, v := range c.value.Members() {
		from, to := key.Span()
		begin, end := v.Span()
		before, last, colon = from, end, string(e.text[to:begin])
		n++
	}
	for v := range c.value.Elements() {
		before, last = v.Span()
		n++
	}
	indent, broken := e.indent(before)
	unit := e.unit(start, indent)
	if n == 0 {
		indent, unit, broken = "", "", false
	}
	between := ", "
	if broken {
		between = "," + e.newline() + indent
	} else if n > 0 {
		between = "," + e.gap(before)
	}
	var b bytes.Buffer
	for i, one := range c.added {
		if i > 0 || n > 0 {
			b.WriteString(between)
		}
		if one.key != "" {
			b.Write(encode(one.key))
			b.WriteString(colon)
		}
		b.Write(pretty(one.value, indent, unit, broken))
	}
	return edit{last, last, b.Bytes()}
}

// lineStart returns where the line of a position starts. A document may be one
// long line, so they are looked for once.
func (e *editor) lineStart(pos int) int {
	if e.lines == nil {
		e.lines = []int{0}
		for i, b := range e.text {
			if b == '\n' {
				e.lines = append(e.lines, i+1)
			}
		}
	}
	return e.lines[sort.SearchInts(e.lines, pos+1)-1]
}

// indent returns the blanks between the start of the line and a position, and
// whether there is nothing else.
func (e *editor) indent(pos int) (string, bool) {
	from := e.lineStart(pos)
	blanks := e.text[from:pos]
	if from == 0 || len(bytes.Trim(blanks, " \t")) > 0 {
		return "", false
	}
	return string(blanks), true
}

// gap returns the blanks in front of a position of the same line.
func (e *editor) gap(pos int) string {
	from := pos
	for from > 0 && (e.text[from-1] == ' ' || e.text[from-1] == '\t') {
		from--
	}
	return string(e.text[from:pos])
}

func (e *editor) newline() string {
	e.lineStart(0)
	if len(e.lines) > 1 && e.lines[1] > 1 && e.text[e.lines[1]-2] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// unit returns one step of indentation: what members of a container have more
// than the line that it starts in.
func (e *editor) unit(start int, indent string) string {
	from := e.lineStart(start)
	outer := len(e.text[from:start]) - len(bytes.TrimLeft(e.text[from:start], " \t"))
	if outer < len(indent) {
		return indent[outer:]
	}
	return "  "
}

// layoutOf tells the indentation of the line that a value is in, the step, and
// whether the values around it have lines of their own.
func (e *editor) layoutOf(v jsonpos.Value) (indent, unit string, broken bool) {
	start, _ := v.Span()
	from := e.lineStart(start)
	line := e.text[from:start]
	indent = string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
	if from == 0 || bytes.ContainsAny(bytes.TrimSpace(line), "{[") {
		return "", "", false
	}
	step := "  "
	if len(e.lines) > 1 {
		rest := e.text[e.lines[1]:]
		if n := len(rest) - len(bytes.TrimLeft(rest, " \t")); n > 0 {
			step = string(rest[:n])
		}
	}
	return indent, step, true
}

// pretty writes a value in lines, or in one.
func pretty(v any, indent, unit string, broken bool) []byte {
	text := encode(v)
	var b bytes.Buffer
	if broken && json.Indent(&b, text, indent, unit) == nil {
		return b.Bytes()
	}
	return text
}
