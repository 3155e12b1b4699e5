package workspace

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// maxNest bounds the depth of tables and lists in TOML.
const maxNest = 20

// parseTOML returns the root of a text of TOML (1.0) as a mapping with places.
// Tables of a list ("[[name]]") are left out, and the texts of dates and numbers
// stay as they are. Of a broken text what stands before the break comes with the
// error.
func parseTOML(text []byte) (*document.Node, error) {
	r := &tomlReader{text: text}
	root := &table{}
	at := root
	for {
		r.space(true)
		if r.done() {
			break
		}
		start := r.at
		if r.next() == '[' {
			var err error
			if at, err = r.header(root); err != nil {
				return root.node(text, 0), err
			}
			at.extend(start, r.at)
			continue
		}
		if err := r.pair(at, 0); err != nil {
			return root.node(text, 0), err
		}
		at.extend(start, r.at)
	}
	return root.node(text, 0), nil
}

// table is a table that is being read. Either a key's value or its table is set.
type table struct {
	start, end int
	keys       []*document.Node
	values     []*document.Node
	tables     []*table
}

func (t *table) extend(start, end int) {
	if t.end == 0 {
		t.start = start
	}
	t.end = max(t.end, end)
}

// below returns the table of a key, which is made where there is none.
func (t *table) below(key *document.Node) *table {
	for i, k := range t.keys {
		if k.Value() == key.Value() && t.tables[i] != nil {
			return t.tables[i]
		}
	}
	inner := &table{}
	t.keys, t.values, t.tables = append(t.keys, key), append(t.values, nil), append(t.tables, inner)
	return inner
}

// node returns the table as a node.
func (t *table) node(text []byte, depth int) *document.Node {
	var pairs []*document.Node
	for i, key := range t.keys {
		value := t.values[i]
		if t.tables[i] != nil && depth < maxNest {
			value = t.tables[i].node(text, depth+1)
		}
		if value != nil {
			pairs = append(pairs, key, value)
		}
	}
	return document.NewMapping(text, t.start, t.end, pairs...)
}

// tomlReader reads a text from its start to its end.
type tomlReader struct {
	text []byte
	at   int
}

func (r *tomlReader) done() bool { return r.at >= len(r.text) }

func (r *tomlReader) next() byte {
	if r.done() {
		return 0
	}
	return r.text[r.at]
}

// space passes over blanks, and over line ends and comments where they may stand.
func (r *tomlReader) space(lines bool) {
	for !r.done() {
		switch c := r.next(); {
		case c == ' ' || c == '\t':
			r.at++
		case lines && (c == '\n' || c == '\r'):
			r.at++
		case lines && c == '#':
			for !r.done() && r.next() != '\n' {
				r.at++
			}
		default:
			return
		}
	}
}

func (r *tomlReader) fail(cause string) error {
	return &document.SyntaxError{Line: 1 + bytes.Count(r.text[:min(r.at, len(r.text))], []byte("\n")), Cause: cause}
}

// header reads "[a.b]" and returns that table.
func (r *tomlReader) header(root *table) (*table, error) {
	mark, end := "[", "]"
	if bytes.HasPrefix(r.text[r.at:], []byte("[[")) {
		mark, end = "[[", "]]"
	}
	r.at += len(mark)
	path, err := r.keys()
	if err != nil {
		return root, err
	}
	if !bytes.HasPrefix(r.text[r.at:], []byte(end)) {
		return root, r.fail("a table's name is not closed")
	}
	if r.at += len(end); end == "]]" {
		return &table{}, nil
	}
	for _, key := range path {
		root = root.below(key)
	}
	return root, nil
}

// keys reads a dotted key.
func (r *tomlReader) keys() ([]*document.Node, error) {
	var path []*document.Node
	for len(path) < maxNest {
		r.space(false)
		key, err := r.key()
		if err != nil {
			return nil, err
		}
		path = append(path, key)
		if r.space(false); r.next() != '.' {
			return path, nil
		}
		r.at++
	}
	return nil, r.fail("too many dots in a key")
}

func (r *tomlReader) key() (*document.Node, error) {
	if c := r.next(); c == '"' || c == '\'' {
		return r.quoted()
	}
	start := r.at
	for !r.done() && (isAlphanumeric(r.next()) || r.next() == '_' || r.next() == '-') {
		r.at++
	}
	if r.at == start {
		return nil, r.fail("a key is missing")
	}
	return document.NewText(r.text, document.Piece{Start: start, End: r.at}), nil
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// pair reads a key with its value into a table.
func (r *tomlReader) pair(t *table, depth int) error {
	path, err := r.keys()
	if err != nil {
		return err
	}
	if r.next() != '=' {
		return r.fail("a key has no value")
	}
	r.at++
	value, err := r.value(depth)
	if err != nil {
		return err
	}
	for _, key := range path[:len(path)-1] {
		t = t.below(key)
		t.extend(key.Start(), r.at)
	}
	t.keys, t.values, t.tables = append(t.keys, path[len(path)-1]), append(t.values, value), append(t.tables, nil)
	return nil
}

func (r *tomlReader) value(depth int) (*document.Node, error) {
	if depth > maxNest {
		return nil, fmt.Errorf("lists in each other: %w", document.ErrLimit)
	}
	r.space(false)
	start := r.at
	switch r.next() {
	case '"', '\'':
		return r.quoted()
	case '[':
		var items []*document.Node
		err := r.listed(']', func() error {
			item, err := r.value(depth + 1)
			items = append(items, item)
			return err
		})
		return document.NewSequence(r.text, start, r.at, items...), err
	case '{':
		inner := &table{}
		err := r.listed('}', func() error { return r.pair(inner, depth+1) })
		inner.extend(start, r.at)
		return inner.node(r.text, depth), err
	}
	for !r.done() && !strings.ContainsRune(",]}#\n\r", rune(r.next())) {
		r.at++
	}
	end := start + len(bytes.TrimRight(r.text[start:r.at], " \t"))
	if end == start {
		return nil, r.fail("a value is missing")
	}
	return document.NewText(r.text, document.Piece{Start: start, End: end}), nil
}

// listed reads what stands between commas up to the closing mark.
func (r *tomlReader) listed(closing byte, item func() error) error {
	for r.at++; ; {
		r.space(true)
		if r.next() == closing {
			r.at++
			return nil
		}
		if err := item(); err != nil {
			return err
		}
		if r.space(true); r.next() == ',' {
			r.at++
		} else if r.next() != closing {
			return r.fail("a list is not closed")
		}
	}
}

// quoted reads a text in quotes, of one line or of several.
func (r *tomlReader) quoted() (*document.Node, error) {
	quote := string(r.text[r.at : r.at+1])
	if long := strings.Repeat(quote, 3); bytes.HasPrefix(r.text[r.at:], []byte(long)) {
		quote = long
	}
	r.at += len(quote)
	if len(quote) == 3 && r.next() == '\n' {
		r.at++
	}
	var pieces []document.Piece
	for start := r.at; ; {
		switch {
		case r.done() || len(quote) == 1 && r.next() == '\n':
			return nil, r.fail("a text is not closed")
		case bytes.HasPrefix(r.text[r.at:], []byte(quote)):
			pieces = append(pieces, document.Piece{Start: start, End: r.at})
			r.at += len(quote)
			return document.NewText(r.text, pieces...), nil
		case r.next() == '\\' && quote[0] == '"':
			pieces = append(pieces, document.Piece{Start: start, End: r.at})
			from := r.at
			as, err := r.escape()
			if err != nil {
				return nil, err
			}
			if as != "" {
				pieces = append(pieces, document.Piece{Start: from, End: r.at, As: as})
			}
			start = r.at
		default:
			r.at++
		}
	}
}

// escape reads what stands behind a backslash; the end of a line stands for
// nothing.
func (r *tomlReader) escape() (string, error) {
	r.at++
	c := r.next()
	r.at++
	if i := strings.IndexByte(`btnfr"\`, c); i >= 0 {
		return "\b\t\n\f\r\"\\"[i : i+1], nil
	}
	switch c {
	case 'u', 'U':
		n := map[byte]int{'u': 4, 'U': 8}[c]
		if r.at+n <= len(r.text) {
			if v, err := strconv.ParseUint(string(r.text[r.at:r.at+n]), 16, 32); err == nil {
				r.at += n
				return string(rune(v)), nil
			}
		}
	case '\n', '\r', ' ', '\t':
		for !r.done() && strings.IndexByte(" \t\r\n", r.next()) >= 0 {
			r.at++
		}
		return "", nil
	}
	return "", r.fail("no such escape in a text")
}
