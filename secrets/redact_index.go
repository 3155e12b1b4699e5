package secrets

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// formKind says what is hidden around a form.
type formKind uint8

const (
	formPlain formKind = 1 << iota // nothing else
	formRun                        // all base64 digits and padding behind it
	formBack                       // a base64 digit in front of it
)

// formIndex finds forms in text. It is a radix tree of all forms behind a
// filter: a bit table of the first bytes of the forms, by which nearly every
// place of a clean text is passed over with one load and one multiplication.
// A dense automaton over the forms of a thousand values would take hundreds of
// megabytes, miss the caches at most bytes, and be built anew for each value.
type formIndex struct {
	root       formNode
	forms      int
	longest    int
	generation int // rises when forms are added

	grams map[uint32]struct{} // first bytes of all forms
	mask  uint32              // of the bytes that the filter looks at
	bits  []uint64
	shift uint // from the hash of a gram to its bit
}

// formNode is a place in the tree, reached by its label. It is exact: a form
// ends here if kind is set.
type formNode struct {
	label string
	kind  formKind
	first []byte // of the labels of next
	next  []*formNode
}

const (
	gram       = 4  // bytes that the filter looks at, where all forms are as long
	shortGram  = 2  // the same where they are not
	bitsPer    = 64 // bits of the filter for each gram
	leastShift = 32 - 12
)

func newFormIndex() formIndex {
	x := formIndex{grams: map[uint32]struct{}{}, mask: 1<<(8*gram) - 1, shift: leastShift}
	x.fill()
	return x
}

// add adds a form of at least two bytes, or what is hidden around a known one.
func (x *formIndex) add(form string, kind formKind) {
	x.addGram(form)
	x.longest = max(x.longest, len(form))
	n, rest := &x.root, form
	for {
		at := bytes.IndexByte(n.first, rest[0])
		if at < 0 {
			n.first = append(n.first, rest[0])
			n.next = append(n.next, &formNode{label: rest, kind: kind})
			x.forms++
			return
		}
		n = n.next[at]
		common := commonPrefix(n.label, rest)
		if common < len(n.label) {
			n.split(common)
		}
		if rest = rest[common:]; rest == "" {
			if n.kind == 0 {
				x.forms++
			}
			n.kind |= kind
			return
		}
	}
}

// split makes n the node of the first bytes of its label, with the rest below.
func (n *formNode) split(at int) {
	below := *n
	below.label = n.label[at:]
	*n = formNode{label: n.label[:at], first: []byte{below.label[0]}, next: []*formNode{&below}}
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// addGram adds the first bytes of a form to the filter.
func (x *formIndex) addGram(form string) {
	var b [gram]byte
	copy(b[:], form)
	g := binary.LittleEndian.Uint32(b[:])
	if _, known := x.grams[g]; known && len(form) >= gram {
		return
	}
	x.grams[g] = struct{}{}
	if short := uint32(1<<(8*shortGram) - 1); len(form) < gram && x.mask != short {
		x.mask = short
		x.fill()
	}
	if len(x.grams)*bitsPer > len(x.bits)*64 {
		x.shift--
		x.fill()
	}
	x.set(g)
}

// fill builds the filter from all grams.
func (x *formIndex) fill() {
	x.bits = make([]uint64, 1<<(32-x.shift)/64)
	for g := range x.grams {
		x.set(g)
	}
}

func (x *formIndex) set(g uint32) {
	h := hashGram(g&x.mask) >> x.shift
	x.bits[h/64] |= 1 << (h % 64)
}

// hashGram spreads a gram over the upper bits, by Knuth's multiplication.
func hashGram(g uint32) uint32 { return g * 0x9e3779b1 }

// candidate returns the first place from pos on where a form may start. The
// last bytes of the text, too few for the filter, are all such places.
func (x *formIndex) candidate(text []byte, pos int) int {
	bits, mask, shift := x.bits, x.mask, x.shift&31
	bit := func(g uint32) uint64 {
		h := hashGram(g&mask) >> shift
		return bits[h/64] >> (h % 64)
	}
	for ; pos+8 <= len(text); pos += 4 { // four at once, for speed
		v := binary.LittleEndian.Uint64(text[pos:])
		if (bit(uint32(v))|bit(uint32(v>>8))|bit(uint32(v>>16))|bit(uint32(v>>24)))&1 != 0 {
			break
		}
	}
	for ; pos+gram <= len(text); pos++ {
		if bit(binary.LittleEndian.Uint32(text[pos:]))&1 != 0 {
			return pos
		}
	}
	return pos
}

// formsAt is what starts at a place.
type formsAt struct {
	end  int      // of the longest, from the place; 0 if there is none
	run  int      // end of the longest that is hidden with what follows
	kind formKind // of all of them
	more bool     // a longer one is possible if the text goes on
}

// at returns the forms that text starts with.
func (x *formIndex) at(text []byte) formsAt {
	var f formsAt
	n, pos := &x.root, 0
	for pos < len(text) {
		i := bytes.IndexByte(n.first, text[pos])
		if i < 0 {
			return f
		}
		n = n.next[i]
		rest := text[pos:]
		if len(rest) < len(n.label) {
			f.more = strings.HasPrefix(n.label, string(rest))
			return f
		}
		if string(rest[:len(n.label)]) != n.label {
			return f
		}
		pos += len(n.label)
		if n.kind != 0 {
			f.end, f.kind = pos, f.kind|n.kind
		}
		if n.kind&formRun != 0 {
			f.run = pos
		}
	}
	f.more = len(n.next) > 0
	return f
}
