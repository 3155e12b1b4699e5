package document

import "strings"

// Piece is a part of a value in a file that is no YAML: the bytes [Start, End)
// of the file, which stand in the value as they are, or as the text As where
// that is not empty.
type Piece struct {
	Start, End int
	As         string
}

// NewText returns a scalar whose value is the pieces one behind the other, such
// as the lines of a command that goes on over several, without the marks that
// join them. The pieces must lie in text, in its order; those that do not are
// left out. Spans and alignment are those of the pieces.
func NewText(text []byte, pieces ...Piece) *Node {
	src := &source{text: text}
	n := &Node{src: src, style: Pieces}
	var value strings.Builder
	at := 0
	for _, p := range pieces {
		if p.Start < at || p.End < p.Start || p.End > len(text) {
			continue
		}
		if at = p.End; value.Len() == 0 {
			n.start = int32(p.Start)
		}
		written := p.As
		if written == "" {
			written = string(text[p.Start:p.End])
		}
		src.pieces = append(src.pieces, segment{value.Len(), len(written), p.Start, p.End - p.Start})
		value.WriteString(written)
		n.end = int32(p.End)
	}
	n.value = value.String()
	return n
}

// NewMapping returns a mapping of a file that is no YAML: keys and values in
// turn, which stand in the bytes [start, end) of the text.
func NewMapping(text []byte, start, end int, pairs ...*Node) *Node {
	return &Node{src: &source{text: text}, kind: Mapping, start: int32(start), end: int32(end), children: pairs[:len(pairs)/2*2]}
}

// NewSequence returns a sequence of a file that is no YAML; see [NewMapping].
func NewSequence(text []byte, start, end int, items ...*Node) *Node {
	return &Node{src: &source{text: text}, kind: Sequence, start: int32(start), end: int32(end), children: items}
}
