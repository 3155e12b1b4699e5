package gitrepo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"github.com/penstock-dev/penstock/scan"
)

// differ tells in which parts a text differs from another one. It looks for
// long blocks that both have in the same order; whatever is not in one of them
// counts as different, so a poor choice of blocks is never wrong. It keeps its
// table between uses.
type differ struct {
	anchors map[uint32]int // where the old text has a line; -1 for several places
}

const (
	// shortestBlock is the length from which a block is worth telling apart.
	shortestBlock = 8 << 10
	// anchorBits is the logarithm of how many lines there are to an anchor.
	anchorBits = 3
	// spread is an odd number without a pattern, to mix bits with.
	spread = 0x9e3779b97f4a7c15
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// changed returns the parts of text that old has not, in rising order; an empty
// one where something of old was taken out.
func (d *differ) changed(old, text []byte) []scan.Span {
	head := commonPrefix(old, text)
	tail := commonSuffix(old[head:], text[head:])
	spans := d.middle(old[head:len(old)-tail], text[head:len(text)-tail])
	for i := range spans {
		spans[i].Start += head
		spans[i].End += head
	}
	return spans
}

// middle is changed for texts that begin and end differently.
func (d *differ) middle(old, text []byte) []scan.Span {
	var spans []scan.Span
	done, cursor := 0, 0 // up to where text and old are dealt with
	if min(len(old), len(text)) >= shortestBlock {
		d.index(old)
		for a, ok := nextAnchor(text, 0); ok; a, ok = nextAnchor(text, a.end) {
			from, known := d.anchors[a.sum]
			if !known || from < cursor {
				continue
			}
			before := commonSuffix(old[cursor:from], text[done:a.start])
			after := commonPrefix(old[from:], text[a.start:])
			if before+after < shortestBlock {
				continue
			}
			spans = append(spans, scan.Span{Start: done, End: a.start - before})
			done, cursor = a.start+after, from+after
			a.end = max(a.end, done)
		}
	}
	return append(spans, scan.Span{Start: done, End: len(text)})
}

// index fills the table of anchors.
func (d *differ) index(old []byte) {
	if d.anchors == nil {
		d.anchors = map[uint32]int{}
	}
	clear(d.anchors)
	for a, ok := nextAnchor(old, 0); ok; a, ok = nextAnchor(old, a.end) {
		at := a.start
		if _, again := d.anchors[a.sum]; again {
			at = -1
		}
		d.anchors[a.sum] = at
	}
}

// anchor is a line that serves to find a block.
type anchor struct {
	start, end int
	sum        uint32
}

// nextAnchor returns the first anchor that begins at or after the offset. Which
// lines are anchors is a matter of their last bytes alone.
func nextAnchor(text []byte, at int) (anchor, bool) {
	if at > 0 && text[at-1] != '\n' {
		at = lineEnd(text, at)
	}
	for end := at; at < len(text); at = end {
		end = lineEnd(text, at)
		if n := end - 8; n >= at && binary.LittleEndian.Uint64(text[n:])*spread>>(64-anchorBits) == 0 {
			return anchor{at, end, crc32.Checksum(text[at:end], castagnoli)}, true
		}
	}
	return anchor{}, false
}

// lineEnd returns where the line ends that the offset is in.
func lineEnd(text []byte, at int) int {
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(text)
}

// compareStep is how much is compared at once.
const compareStep = 1 << 10

func commonPrefix(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for n+compareStep <= most && bytes.Equal(a[n:n+compareStep], b[n:n+compareStep]) {
		n += compareStep
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for n+compareStep <= most && bytes.Equal(a[len(a)-n-compareStep:len(a)-n], b[len(b)-n-compareStep:len(b)-n]) {
		n += compareStep
	}
	for n < most && a[len(a)-n-1] == b[len(b)-n-1] {
		n++
	}
	return n
}
