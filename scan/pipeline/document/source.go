package document

import (
	"bytes"
	"unicode/utf8"
)

// source is a text with the starts of its lines as YAML 1.1 counts them: after
// LF, CR, CR LF, NEL, LS and PS.
type source struct {
	text   []byte
	starts []int
	nodes  int
	pieces []segment // of the only node, where it was made of pieces
	// keys are the pairs of large mappings by their keys.
	keys map[*Node]map[string]int
}

// manyPairs is the number of pairs above which a mapping's keys are indexed.
const manyPairs = 32

// index remembers where the keys of a large mapping stand; of duplicates the
// last counts.
func (s *source) index(n *Node) {
	if n.kind != Mapping || len(n.children) <= 2*manyPairs {
		return
	}
	keys := make(map[string]int, len(n.children)/2)
	for i := 0; i+1 < len(n.children); i += 2 {
		key := n.children[i]
		if key.kind == Alias { // not resolved yet
			return
		}
		keys[key.Value()] = i
	}
	if s.keys == nil {
		s.keys = map[*Node]map[string]int{}
	}
	s.keys[n] = keys
}

func newSource(text []byte) *source {
	s := &source{text: text, starts: make([]int, 1, 1+bytes.Count(text, []byte{'\n'}))}
	for i := 0; i < len(text); {
		n := breakLen(text[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		s.starts = append(s.starts, i)
	}
	return s
}

// breakLen returns the length of the line break that b starts with, or 0.
func breakLen(b []byte) int {
	switch b[0] {
	case '\n':
		return 1
	case '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2
		}
		return 1
	case 0xc2:
		if len(b) > 1 && b[1] == 0x85 {
			return 2
		}
	case 0xe2:
		if len(b) > 2 && b[1] == 0x80 && (b[2] == 0xa8 || b[2] == 0xa9) {
			return 3
		}
	}
	return 0
}

// offset returns the byte offset of a line and column, both counted from 1, the
// column in characters as the YAML library counts it.
func (s *source) offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(s.starts) {
		return len(s.text)
	}
	at := s.starts[line-1]
	for ; column > 1 && at < len(s.text); column-- {
		if s.text[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, n := utf8.DecodeRune(s.text[at:])
		at += n
	}
	return at
}

// skipProperties returns the offset of a node's own text behind its anchor and
// tag. Without a property the node's text is where it says.
func (s *source) skipProperties(at int) int {
	for at < len(s.text) && (s.text[at] == '&' || s.text[at] == '!') {
		at = s.skipBlank(endOfWord(s.text, at))
	}
	return at
}

// skipBlank returns the offset of the next byte that is neither white space nor
// part of a comment.
func (s *source) skipBlank(at int) int {
	for at < len(s.text) {
		switch s.text[at] {
		case ' ', '\t', '\n', '\r':
			at++
		case '#':
			n := bytes.IndexByte(s.text[at:], '\n')
			if n < 0 {
				return len(s.text)
			}
			at += n
		default:
			return at
		}
	}
	return at
}

// closeFlow returns the offset behind the bracket that closes the flow
// collection which starts at open and whose last child ends at at.
func (s *source) closeFlow(at, open int) int {
	for at < len(s.text) {
		at = s.skipBlank(at)
		if at >= len(s.text) {
			break
		}
		switch s.text[at] {
		case ',', ':', '?':
			at++
		case ']', '}':
			return at + 1
		default:
			return max(at, open)
		}
	}
	return len(s.text)
}

// endOfWord returns the offset of the first white space, comma or bracket from
// at on, where a property or an alias ends.
func endOfWord(text []byte, at int) int {
	if n := bytes.IndexAny(text[at:], " \t\r\n,[]{}"); n >= 0 {
		return at + n
	}
	return len(text)
}

// lineEnd returns the offset of the line break that ends the line of at.
func (s *source) lineEnd(at int) int {
	for at < len(s.text) && breakLen(s.text[at:]) == 0 {
		at++
	}
	return at
}
