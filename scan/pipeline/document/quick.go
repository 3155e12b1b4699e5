package document

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// quick reads the YAML that most files are written in: one document of block
// collections, single-line scalars, block scalars, and flow collections. It is
// several times faster than the library, since it makes the nodes out of the
// text without tokens, events and copies in between.
//
// It gives up at the first thing that it does not know or that is no valid YAML,
// and never reads what the library would refuse or read differently (FuzzQuick
// holds it to that), but for the escape \/ of YAML 1.2, which the library does not
// know; the library then has the last word, and the only one on errors. Left to it
// are: anchors, aliases, tags, directives, explicit keys, several documents, quoted
// scalars over several lines, tabs outside of scalars' text, line breaks that are
// no LF, and indentation indicators.
//
// The rules are these of YAML 1.2.2, chapters 6 to 8, as the library reads them.
type quick struct {
	src     *source
	text    string // the values are parts of it
	at      int    // the next byte
	col     int    // the column of at where a line's content begins; -1 at the end
	bad     bool   // given up
	depth   int
	scratch []byte // for the text of a block scalar
	slab
	stack []*Node // children of the collections that are not complete
}

// slab makes nodes many at a time, which keeps the number of allocations low.
type slab struct {
	nodes []Node
	lists []*Node
}

func (s *slab) node() *Node {
	if len(s.nodes) == 0 {
		s.nodes = make([]Node, 64)
	}
	n := &s.nodes[0]
	s.nodes = s.nodes[1:]
	return n
}

// list returns a copy of children.
func (s *slab) list(children []*Node) []*Node {
	n := len(children)
	if n > len(s.lists) {
		s.lists = make([]*Node, max(n, 128))
	}
	list := s.lists[:n:n]
	s.lists = s.lists[n:]
	copy(list, children)
	return list
}

// maxQuick bounds the texts that are read so, in bytes: each of their values
// keeps the whole text in memory.
const maxQuick = 1 << 20

// parseQuick returns the root of the only document in src, nil where it is
// empty, and whether it could be read.
func parseQuick(src *source) (root *Node, ok bool) {
	if len(src.text) > maxQuick || !simple(src.text) {
		return nil, false
	}
	q := quick{src: src, text: string(src.text)}
	q.nextContent()
	switch {
	case q.col != 0:
	case q.marker("---"):
		q.at += len("---")
		if q.endLine(); q.col < 0 {
			q.giveUp() // a document without content is a value
		}
	case q.marker("..."):
		q.giveUp()
	}
	if q.col < 0 {
		return nil, !q.bad
	}
	switch c := q.text[q.at]; {
	case q.atDash():
		root = q.sequence(q.col)
	case c == '{' || c == '[':
		root = q.flow()
		q.endLine()
	default:
		root = q.mapping(q.col, q.key())
	}
	return root, !q.bad && q.col < 0
}

// simple reports whether a text has none of the characters that are left to the
// library wherever they stand.
func simple(text []byte) bool {
	var seen uint8
	for _, c := range text {
		seen |= classes[c]
	}
	return seen == 0 || seen == notASCII && utf8.Valid(text) && !bytes.ContainsFunc(text, func(r rune) bool {
		return r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff
	})
}

// Classes of bytes that are more than text.
const (
	control = 1 << iota // but tabs and line feeds
	notASCII
)

var classes = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c < ' ' && c != '\n' && c != '\t', c == 0x7f:
			t[c] = control
		case c >= utf8.RuneSelf:
			t[c] = notASCII
		}
	}
	return t
}()

// giveUp leaves the text to the library.
func (q *quick) giveUp() {
	q.bad, q.at, q.col = true, len(q.text), -1
}

// peek returns the byte that is n behind the next one, a line feed at the end.
func (q *quick) peek(n int) byte {
	if q.at+n < len(q.text) {
		return q.text[q.at+n]
	}
	return '\n'
}

func blank(c byte) bool { return c == ' ' || c == '\n' }

// marker reports whether a mark of a document starts here.
func (q *quick) marker(mark string) bool {
	return strings.HasPrefix(q.text[q.at:], mark) && blank(q.peek(len(mark)))
}

func (q *quick) skipSpaces() {
	for q.at < len(q.text) && q.text[q.at] == ' ' {
		q.at++
	}
}

// endLine goes on to the next line with content. Nothing but a comment may be
// left of this one.
func (q *quick) endLine() {
	before := q.at
	q.skipSpaces()
	if c := q.peek(0); c != '\n' && (c != '#' || q.at == before) || q.src.nodes > maxNodes {
		q.giveUp()
		return
	}
	q.skipLine()
	q.nextContent()
	if q.col == 0 && (q.marker("---") || q.marker("...")) {
		q.giveUp()
	}
}

// skipLine goes to the next line.
func (q *quick) skipLine() {
	if n := strings.IndexByte(q.text[q.at:], '\n'); n >= 0 {
		q.at += n + 1
	} else {
		q.at = len(q.text)
	}
}

// nextContent goes from the start of a line to the first content from there on.
func (q *quick) nextContent() {
	for q.at < len(q.text) {
		start := q.at
		q.skipSpaces()
		switch q.peek(0) {
		case '\n', '#':
			q.skipLine()
		case '\t':
			q.giveUp()
			return
		default:
			q.col = q.at - start
			return
		}
	}
	q.col = -1
}

// start returns a node that starts at an offset.
func (q *quick) start(kind Kind, style Style, at int) *Node {
	q.src.nodes++
	n := q.node()
	n.src, n.kind, n.style = q.src, kind, style
	n.start, n.end = int32(at), int32(at)
	return n
}

// complete gives a collection the children on the stack from base on.
func (q *quick) complete(n *Node, base int) *Node {
	if q.bad {
		return n
	}
	n.children = q.list(q.stack[base:])
	q.stack = q.stack[:base]
	for _, c := range n.children {
		n.end = max(n.end, c.end)
	}
	q.src.index(n)
	q.depth--
	return n
}

// enter counts the depth, and returns where the children of a collection begin.
func (q *quick) enter() (base int) {
	if q.depth++; q.depth > maxDepth {
		q.giveUp()
	}
	return len(q.stack)
}

// atDash reports whether an entry of a block sequence starts here.
func (q *quick) atDash() bool { return q.peek(0) == '-' && blank(q.peek(1)) }

// sequence reads the block sequence whose dashes stand in column col.
func (q *quick) sequence(col int) *Node {
	n, base := q.start(Sequence, Plain, q.at), q.enter()
	for !q.bad && q.col == col && q.atDash() {
		q.at++
		dash := q.at
		q.skipSpaces()
		if c := q.peek(0); c != '\n' && c != '#' {
			// What follows on the line stands in a column of its own.
			q.col = col + 1 + q.at - dash
			q.stack = append(q.stack, q.blockNode(col))
			continue
		}
		q.stack = append(q.stack, q.below(col, dash, col))
	}
	return q.complete(n, base)
}

// mapping reads the block mapping whose keys stand in column col, and whose first
// key has been read.
func (q *quick) mapping(col int, key *Node) *Node {
	if key == nil {
		q.giveUp()
		return nil
	}
	n, base := q.start(Mapping, Plain, int(key.start)), q.enter()
	for ; !q.bad; key = q.key() {
		if key == nil {
			q.giveUp()
			break
		}
		q.stack = append(q.stack, key)
		colon := q.at
		q.skipSpaces()
		if c := q.peek(0); c == '\n' || c == '#' {
			q.stack = append(q.stack, q.below(col, colon, col-1))
		} else {
			q.stack = append(q.stack, q.scalar(col))
		}
		if q.col != col {
			break
		}
	}
	return q.complete(n, base)
}

// below reads the value of a key or an entry that ends its line at at: what
// stands in a column right of parent, a sequence also right of dashes, or
// nothing.
func (q *quick) below(parent, at, dashes int) *Node {
	q.at = at
	q.endLine()
	switch {
	case q.col > parent:
		return q.blockNode(parent)
	case q.col > dashes && q.atDash():
		return q.sequence(q.col)
	default:
		return q.start(Scalar, Plain, at)
	}
}

// blockNode reads the node that starts here, in a column right of parent.
func (q *quick) blockNode(parent int) *Node {
	if q.atDash() {
		return q.within(q.sequence(q.col), parent)
	}
	col, at := q.col, q.at
	if key := q.key(); key != nil {
		return q.within(q.mapping(col, key), parent)
	}
	q.at = at
	return q.scalar(parent)
}

// within gives up where a line stands between the columns of a collection and
// of what it lies in.
func (q *quick) within(n *Node, parent int) *Node {
	if q.col > parent {
		q.giveUp()
	}
	return n
}

// maxKey bounds the length of a key, in bytes; the library's bound is 1024
// characters.
const maxKey = 1000

// key reads a key with its colon, and returns nil where there is none.
func (q *quick) key() *Node {
	at := q.at
	var n *Node
	switch c := q.peek(0); c {
	case '"', '\'':
		n = q.quoted(c)
	default:
		n = q.plain()
	}
	if n == nil {
		return nil
	}
	q.skipSpaces()
	if q.peek(0) != ':' || !blank(q.peek(1)) || q.at-at > maxKey {
		q.src.nodes--
		return nil
	}
	q.at++
	return n
}
