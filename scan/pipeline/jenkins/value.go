package jenkins

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// source returns a token as written.
func (t *tree) source(tok token) string { return string(t.text[tok.start:tok.end]) }

// raw returns what stands between the quotes of a string.
func (t *tree) raw(tok token) string { return string(t.text[tok.inner:tok.innerEnd]) }

// literal returns the text of a value that is one string without interpolation.
func (t *tree) literal(value []token) (string, bool) {
	if len(value) != 1 || value[0].kind != text || len(value[0].holes) > 0 {
		return "", false
	}
	return t.string(value[0]).Value(), true
}

// constant returns the text of a value that is one string, with interpolations
// as they are written, or one word.
func (t *tree) constant(value []token) string {
	switch {
	case len(value) == 0 || len(value) > 1 && value[0].kind != text:
		return ""
	case value[0].kind == text:
		return t.raw(value[0])
	}
	return t.source(value[0])
}

// string returns a string as a scalar; interpolations stand in it as written.
func (t *tree) string(tok token) *document.Node {
	var b builder
	b.string(t.text, tok)
	return document.NewText(t.text, b.pieces...)
}

// span returns the place of a token.
func (tok token) span() ci.Span { return ci.Span{Start: tok.start, End: tok.end} }

// argument returns the value of a named argument, at hand or in a map among the
// arguments.
func (c *call) argument(name string) []token {
	for _, list := range [][]argument{c.args, c.entries} {
		for _, a := range list {
			if a.name == name {
				return a.value
			}
		}
	}
	return nil
}

// first returns the value of a named argument or else the first positional one.
func (c *call) first(name string) []token {
	if v := c.argument(name); v != nil {
		return v
	}
	for _, a := range c.args {
		if a.name == "" {
			return a.value
		}
	}
	return nil
}

// method returns the last part of the call's name.
func (c *call) method() string { return c.name[strings.LastIndexByte(c.name, '.')+1:] }

// within returns the nearest call around, or the call itself, with one of the
// names.
func (c *call) within(names ...string) *call {
	for ; c != nil; c = c.parent {
		for _, n := range names {
			if c.name == n {
				return c
			}
		}
	}
	return nil
}

func (c *call) span() ci.Span { return ci.Span{Start: c.start, End: c.end} }

// strings returns the strings of a value.
func stringsOf(value []token) []token {
	var list []token
	for _, tok := range value {
		if tok.kind == text {
			list = append(list, tok)
		}
	}
	return list
}

// script returns the text that a value makes, and the parts of it that are not
// in the file: interpolations, and what is joined to strings.
func (t *tree) script(value []token) (*document.Node, []ci.Span) {
	var b builder
	for _, operand := range t.operands(value) {
		if operand[0].kind == text {
			b.string(t.text, operand[0])
			continue
		}
		from := b.length
		b.add(document.Piece{Start: operand[0].start, End: operand[len(operand)-1].end}, 0)
		b.holes = append(b.holes, ci.Span{Start: from, End: b.length})
	}
	return document.NewText(t.text, b.pieces...), b.holes
}

// operands splits a value at the plus signs outside of brackets.
func (t *tree) operands(value []token) [][]token {
	var list [][]token
	depth, from := 0, 0
	for i, tok := range value {
		if tok.kind != mark {
			continue
		}
		switch t.text[tok.start] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '+':
			if depth == 0 {
				list = append(list, trim(value[from:i]))
				from = i + 1
			}
		}
	}
	list = append(list, trim(value[from:]))
	kept := list[:0]
	for _, o := range list {
		if len(o) > 0 {
			kept = append(kept, o)
		}
	}
	return kept
}

// builder joins the pieces of strings.
type builder struct {
	pieces []document.Piece
	holes  []ci.Span
	length int
}

func (b *builder) add(p document.Piece, n int) {
	if n == 0 {
		n = p.End - p.Start
	}
	if n > 0 {
		b.pieces = append(b.pieces, p)
		b.length += n
	}
}

// string adds what a string stands for, escapes resolved.
func (b *builder) string(src []byte, tok token) {
	from, next := tok.inner, 0
	for i := tok.inner; i < tok.innerEnd; {
		if next < len(tok.holes) && tok.holes[next].start == i {
			b.add(document.Piece{Start: from, End: i}, 0)
			h := tok.holes[next]
			end := min(h.end, tok.innerEnd)
			b.holes = append(b.holes, ci.Span{Start: b.length, End: b.length + end - i})
			b.add(document.Piece{Start: i, End: end}, 0)
			from, i = end, end
			next++
			continue
		}
		width, as := unescape(src[i:tok.innerEnd], tok.quoting)
		if width == 0 {
			i++
			continue
		}
		b.add(document.Piece{Start: from, End: i}, 0)
		if as != "" {
			b.add(document.Piece{Start: i, End: i + width, As: as}, len(as))
		}
		i += width
		from = i
	}
	b.add(document.Piece{Start: from, End: tok.innerEnd}, 0)
}

// unescape returns the length of the escape that a text begins with, 0 where
// there is none, and what it stands for: nothing where it joins two lines.
func unescape(s []byte, q quoting) (width int, as string) {
	if len(s) < 2 {
		return 0, ""
	}
	switch {
	case q == slashy:
		if s[0] == '\\' && s[1] == '/' {
			return 2, "/"
		}
		return 0, ""
	case q == dollarSlashy:
		if s[0] == '$' && (s[1] == '$' || s[1] == '/') {
			return 2, string(s[1:2])
		}
		return 0, ""
	case s[0] != '\\':
		return 0, ""
	case bytes.HasPrefix(s[1:], []byte("\r\n")):
		return 3, ""
	case s[1] == '\n':
		return 2, ""
	}
	if i := strings.IndexByte("btnfrs", s[1]); i >= 0 {
		return 2, "\b\t\n\f\r "[i : i+1]
	}
	if s[1] == 'u' && len(s) >= 6 {
		if r, err := strconv.ParseUint(string(s[2:6]), 16, 16); err == nil {
			return 6, string(rune(r))
		}
	}
	return 2, string(s[1:2])
}

// all returns the arguments and the entries of maps among them.
func (c *call) all() []argument { return slices.Concat(c.args, c.entries) }
