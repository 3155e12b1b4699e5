package jsonpos

import (
	"bytes"
	"unicode/utf8"
)

// parser fills the node list. It keeps the open containers on a stack of its
// own, so that deep input cannot exhaust the goroutine's.
type parser struct {
	text     []byte
	pos      int
	nodes    []node
	stack    []uint32 // indexes of the open containers
	comments bool
}

func (p *parser) fail(reason string) error {
	if p.pos >= len(p.text) {
		reason = "unexpected end"
	}
	return &SyntaxError{p.pos, reason}
}

// document reads one value and what may follow it.
func (p *parser) document() error {
	if err := p.space(); err != nil {
		return err
	}
	if err := p.value(); err != nil {
		return err
	}
	for len(p.stack) > 0 {
		if err := p.step(); err != nil {
			return err
		}
	}
	if err := p.space(); err != nil {
		return err
	}
	if p.pos < len(p.text) {
		return p.fail("text after the value")
	}
	return nil
}

// step reads the next member or element of the innermost container, or its end.
func (p *parser) step() error {
	if err := p.space(); err != nil {
		return err
	}
	top := &p.nodes[p.stack[len(p.stack)-1]]
	closer := byte('}')
	if top.kind == Array {
		closer = ']'
	}
	first := int(p.stack[len(p.stack)-1]) == len(p.nodes)-1
	if p.peek() == closer {
		p.pop()
		return nil
	}
	if !first {
		if p.peek() != ',' {
			return p.fail("want a comma or " + string(closer))
		}
		p.pos++
		if err := p.space(); err != nil {
			return err
		}
		if p.comments && p.peek() == closer {
			p.pop()
			return nil
		}
	}
	if top.kind == Array {
		return p.value()
	}
	return p.member()
}

// member reads a key, a colon and the start of a value. A key without a value
// leaves no node.
func (p *parser) member() error {
	mark := len(p.nodes)
	if p.peek() != '"' {
		return p.fail("want a key")
	}
	err := p.str()
	if err == nil {
		err = p.space()
	}
	if err == nil && p.peek() != ':' {
		err = p.fail("want a colon")
	}
	if err == nil {
		p.pos++
		err = p.space()
	}
	if err == nil {
		err = p.value()
	}
	if err != nil && len(p.nodes) < mark+2 {
		p.nodes = p.nodes[:mark]
	}
	return err
}

// value reads a scalar, or opens a container.
func (p *parser) value() error {
	switch c := p.peek(); {
	case c == '{':
		return p.push(Object)
	case c == '[':
		return p.push(Array)
	case c == '"':
		return p.str()
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case c == 't':
		return p.word("true", Bool)
	case c == 'f':
		return p.word("false", Bool)
	case c == 'n':
		return p.word("null", Null)
	}
	return p.fail("want a value")
}

func (p *parser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *parser) push(kind Kind) error {
	if len(p.stack) == MaxDepth {
		return p.fail("nested too deeply")
	}
	p.stack = append(p.stack, uint32(len(p.nodes)))
	p.nodes = append(p.nodes, node{start: uint32(p.pos), kind: kind, open: true})
	p.pos++
	return nil
}

func (p *parser) pop() {
	p.pos++
	n := &p.nodes[p.stack[len(p.stack)-1]]
	n.end, n.next, n.open = uint32(p.pos), uint32(len(p.nodes)), false
	p.stack = p.stack[:len(p.stack)-1]
}

// closeAll ends the containers that are still open after an error.
func (p *parser) closeAll() {
	for _, i := range p.stack {
		p.nodes[i].end, p.nodes[i].next = uint32(min(p.pos, len(p.text))), uint32(len(p.nodes))
	}
}

func (p *parser) add(kind Kind, end int, escaped bool) {
	p.nodes = append(p.nodes, node{start: uint32(p.pos), end: uint32(end), next: uint32(len(p.nodes) + 1), kind: kind, escaped: escaped})
	p.pos = end
}

func (p *parser) word(w string, kind Kind) error {
	if !bytes.HasPrefix(p.text[p.pos:], []byte(w)) {
		return p.fail("want " + w)
	}
	p.add(kind, p.pos+len(w), false)
	return nil
}

func (p *parser) str() error {
	escaped, ascii := false, true
	for i := p.pos + 1; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '"':
			if !ascii && !utf8.Valid(p.text[p.pos:i]) {
				escaped = true
			}
			p.add(String, i+1, escaped)
			return nil
		case c == '\\':
			n := escapeLength(p.text[i:])
			if n == 0 {
				p.pos = i
				return p.fail("invalid escape")
			}
			escaped = true
			i += n - 1
		case c < ' ':
			p.pos = i
			return p.fail("control character in a string")
		case c >= 0x80:
			ascii = false
		}
	}
	p.pos = len(p.text)
	return p.fail("")
}

// escapeLength returns the length of the escape at the start of b, 0 when it
// is none.
func escapeLength(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	if b[1] != 'u' {
		if bytes.IndexByte([]byte(`"\/bfnrt`), b[1]) < 0 {
			return 0
		}
		return 2
	}
	if len(b) < 6 {
		return 0
	}
	for _, c := range b[2:6] {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return 0
		}
	}
	return 6
}

func (p *parser) number() error {
	i := p.pos
	digits := func() bool {
		from := i
		for i < len(p.text) && p.text[i] >= '0' && p.text[i] <= '9' {
			i++
		}
		return i > from
	}
	is := func(set string) bool { return i < len(p.text) && bytes.IndexByte([]byte(set), p.text[i]) >= 0 }
	if is("-") {
		i++
	}
	ok := true
	if is("0") {
		i++
	} else {
		ok = digits()
	}
	if ok && is(".") {
		i++
		ok = digits()
	}
	if ok && is("eE") {
		i++
		if is("+-") {
			i++
		}
		ok = digits()
	}
	if !ok {
		p.pos = i
		return p.fail("invalid number")
	}
	p.add(Number, i, false)
	return nil
}

// space skips white space and, where allowed, comments.
func (p *parser) space() error {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		case '/':
			if !p.comments {
				return p.fail("want a value")
			}
			if err := p.comment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

func (p *parser) comment() error {
	rest := p.text[p.pos:]
	end := []byte("\n")
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
	case bytes.HasPrefix(rest, []byte("/*")):
		end = []byte("*/")
	default:
		return p.fail("want a comment")
	}
	n := bytes.Index(rest[2:], end)
	switch {
	case n >= 0:
		p.pos += 2 + n + len(end)
	case len(end) == 1:
		p.pos = len(p.text)
	default:
		p.pos = len(p.text)
		return p.fail("")
	}
	return nil
}
