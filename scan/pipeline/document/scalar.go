package document

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"
)

// segment says that value bytes [value, value+n) were written as the source
// bytes [source, source+width). Inside a segment with n == width, byte i of one
// is byte i of the other.
type segment struct{ value, n, source, width int }

// aligner follows a decoded scalar through its source. Without a list it only
// measures.
type aligner struct {
	text []byte
	list *[]segment
}

func (a aligner) add(value, n, source, width int) {
	if a.list != nil && width > 0 {
		*a.list = append(*a.list, segment{value, n, source, width})
	}
}

// Alignment is the way from a scalar's decoded value back to the file. It is
// immutable.
type Alignment struct {
	list []segment
	node *Node
}

// Align returns the alignment of the scalar that the node stands for. Making one
// takes time in proportion to the scalar's length, asking it next to none.
func (n *Node) Align() *Alignment {
	m := &Alignment{node: n.Resolve()}
	if m.node != nil && m.node.kind == Scalar {
		m.node.measure(&m.list)
	}
	return m
}

// Source returns the bytes of the file that the bytes [from, to) of the
// scalar's value were written with. What falls between two pieces of the value,
// such as a folded line break, belongs to neither.
func (m *Alignment) Source(from, to int) (start, end int) {
	// The first segment that ends behind from, and the first that starts at to.
	i := sort.Search(len(m.list), func(i int) bool { return m.list[i].value+m.list[i].n > from })
	j := sort.Search(len(m.list), func(i int) bool { return m.list[i].value >= to })
	if i == len(m.list) {
		_, end = m.node.Span()
		return end, end
	}
	s := m.list[i]
	start = s.source + min(max(from-s.value, 0), s.width)
	if j == 0 {
		return start, start
	}
	s = m.list[j-1]
	end = s.source + s.width
	if to < s.value+s.n {
		end = s.source + min(to-s.value, s.width)
	}
	return start, max(start, end)
}

// Source returns what [Alignment.Source] of the node's alignment does.
func (n *Node) Source(from, to int) (start, end int) { return n.Align().Source(from, to) }

// measure returns the offset behind the scalar's last byte, and collects how
// its value maps to the source.
func (n *Node) measure(list *[]segment) int {
	a := aligner{n.src.text, list}
	switch n.style {
	case Pieces:
		if list != nil {
			*list = append(*list, n.src.pieces...)
		}
		return int(n.end)
	case SingleQuoted:
		return a.quoted(n.value, int(n.start), '\'')
	case DoubleQuoted:
		return a.quoted(n.value, int(n.start), '"')
	case Literal, Folded:
		return a.block(n.src, n.value, int(n.start))
	default:
		return a.plain(n.value, int(n.start))
	}
}

// plain aligns a scalar without quotes: equal bytes, and white space for the
// spaces and line feeds that line folding leaves.
func (a aligner) plain(v string, at int) int {
	end := at
	for i := 0; i < len(v) && at < len(a.text); {
		n := commonPrefix(v[i:], a.text[at:])
		a.add(i, n, at, n)
		i, at = i+n, at+n
		if n > 0 {
			end = at
		}
		if i >= len(v) {
			break
		}
		j, next := skipSpace(v, i), a.skipSpace(at)
		if j == i && next == at {
			break
		}
		i, at = j, next
	}
	return end
}

// commonPrefix returns how many bytes agree before the first line break.
func commonPrefix(v string, text []byte) int {
	n := 0
	for n < len(v) && n < len(text) && v[n] == text[n] && v[n] != '\n' {
		n++
	}
	return n
}

func skipSpace(v string, i int) int {
	for i < len(v) && (v[i] == ' ' || v[i] == '\n' || v[i] == '\t') {
		i++
	}
	return i
}

func (a aligner) skipSpace(at int) int {
	for at < len(a.text) {
		switch c := a.text[at]; {
		case c == ' ' || c == '\t':
			at++
		case breakLen(a.text[at:]) > 0:
			at += breakLen(a.text[at:])
		default:
			return at
		}
	}
	return at
}

// quoted aligns a quoted scalar and returns the offset behind its closing
// quote.
func (a aligner) quoted(v string, at int, quote byte) int {
	end := endOfQuoted(a.text, at, quote)
	if a.list == nil {
		return end
	}
	at++
	for i := 0; i < len(v) && at < end; {
		if width, n := escape(a.text[at:end], quote); width > 0 {
			a.add(i, n, at, width)
			i, at = i+n, at+width
			if n == 0 {
				at = a.skipSpace(at)
			}
			continue
		}
		if c := a.text[at]; c == v[i] && c != '\n' {
			n := 1
			for i+n < len(v) && at+n < end && a.text[at+n] == v[i+n] && v[i+n] != '\n' && v[i+n] != '\\' && v[i+n] != quote {
				n++
			}
			a.add(i, n, at, n)
			i, at = i+n, at+n
			continue
		}
		j, next := skipSpace(v, i), a.skipSpace(at)
		if j == i && next == at {
			break
		}
		i, at = j, next
	}
	return end
}

func endOfQuoted(text []byte, at int, quote byte) int {
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] != quote:
		case quote == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		default:
			return i + 1
		}
	}
	return len(text)
}

// escape returns the length of the escape sequence that text starts with and
// the length of what it stands for; both are 0 where there is none.
func escape(text []byte, quote byte) (width, n int) {
	if len(text) < 2 {
		return 0, 0
	}
	if quote == '\'' {
		if text[0] == '\'' && text[1] == '\'' {
			return 2, 1
		}
		return 0, 0
	}
	if text[0] != '\\' {
		return 0, 0
	}
	if b := breakLen(text[1:]); b > 0 {
		return 1 + b, 0
	}
	digits := 0
	switch text[1] {
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	case 'N', '_':
		return 2, 2
	case 'L', 'P':
		return 2, 3
	default:
		return 2, 1
	}
	r := rune(0)
	for _, c := range text[2:min(2+digits, len(text))] {
		r = r<<4 | rune(hexDigit(c))
	}
	return min(2+digits, len(text)), max(utf8.RuneLen(r), 1)
}

func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 0
}

// block aligns a literal or folded scalar line by line and returns the end of
// its last line that is not blank.
func (a aligner) block(s *source, v string, at int) int {
	end := s.lineEnd(at) // of the header
	header := a.text[at:end]
	if i := bytes.IndexByte(header, ' '); i >= 0 {
		header = header[:i]
	}
	end = at + len(bytes.TrimRight(header, "\t"))
	indent, pos := -1, 0
	for line := s.nextLine(at); line < len(a.text); line = s.nextLine(line) {
		text := a.text[line:s.lineEnd(line)]
		spaces := len(text) - len(bytes.TrimLeft(text, " "))
		if len(bytes.Trim(text, " \t")) == 0 && (indent < 0 || spaces <= indent) {
			continue
		}
		if indent < 0 {
			if strings.Trim(v, "\n ") == "" && strings.TrimLeft(v, "\n") == "" {
				return end // nothing but line breaks: the line is not the scalar's
			}
			first := strings.TrimLeft(v, "\n")
			indent = max(spaces-(len(first)-len(strings.TrimLeft(first, " "))), 0)
		}
		if spaces < indent {
			break
		}
		content := text[indent:]
		i := indexBytes(v[pos:], content)
		if i < 0 {
			break
		}
		pos += i
		a.add(pos, len(content), line+indent, len(content))
		pos += len(content)
		if len(bytes.Trim(content, " \t")) > 0 {
			end = line + indent + len(content)
		}
	}
	return end
}

// indexBytes is strings.Index for the content of a line, which stands at the
// front or behind a few line breaks.
func indexBytes(v string, content []byte) int {
	for i := 0; ; i++ {
		if len(v)-i < len(content) {
			return -1
		}
		if v[i:i+len(content)] == string(content) {
			return i
		}
		if v[i] != '\n' && v[i] != ' ' && v[i] != '\t' {
			return -1
		}
	}
}

// nextLine returns the offset of the line after that of at.
func (s *source) nextLine(at int) int {
	end := s.lineEnd(at)
	if end < len(s.text) {
		end += breakLen(s.text[end:])
	}
	return end
}
