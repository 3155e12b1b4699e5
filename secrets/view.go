package secrets

import "sort"

// view is the text that is scanned, and where it lies in the original. Of a log
// it lacks what terminals and CI systems put in between; of any other text it
// is the text itself.
type view struct {
	log  bool
	text []byte
	cuts []cut  // by rising at
	rest []byte // of a log: what cannot be decided before more comes
	wait int    // length of rest that is worth another try
	next int    // offset in the original of what comes next
	line bool   // of a log: what comes next is inside of a line
}

// cut says that what is at the offset at and behind it lies in the original
// shift bytes further on.
type cut struct{ at, shift int }

// keptView is how much memory a view keeps for another text.
const keptView = 1 << 20

// reset makes the view ready for another text.
func (v *view) reset(log bool) {
	if cap(v.text) > keptView {
		*v = view{}
	}
	*v = view{log: log, text: v.text[:0], cuts: v.cuts[:0], rest: v.rest[:0]}
}

// read makes a whole text the one of the view and returns what is to be
// scanned of it.
func (s *scanner) read(text []byte) []byte {
	s.view.reset(s.e.log)
	if !s.view.log {
		return text
	}
	s.view.add(text, true)
	return s.view.text
}

// add takes a piece of the original; the last one may be empty.
func (v *view) add(piece []byte, last bool) {
	if !v.log {
		v.keep(piece)
		return
	}
	raw := piece
	if len(v.rest) > 0 {
		v.rest = append(v.rest, piece...)
		if len(v.rest) < v.wait && !last {
			return
		}
		raw = v.rest
	}
	n := v.lines(raw, last)
	v.rest = append(v.rest[:0], raw[n:]...)
	v.wait = 2 * len(v.rest) // so that single bytes do not cost a try each
}

// keep makes a piece part of the text.
func (v *view) keep(piece []byte) {
	v.text = append(v.text, piece...)
	v.next += len(piece)
}

// skip leaves out the next n bytes of the original.
func (v *view) skip(n int) {
	if n == 0 {
		return
	}
	v.next += n
	c := cut{len(v.text), v.next - len(v.text)}
	if last := len(v.cuts) - 1; last >= 0 && v.cuts[last].at == c.at {
		v.cuts[last] = c
		return
	}
	v.cuts = append(v.cuts, c)
}

// drop forgets the first n bytes of the text.
func (v *view) drop(n int) {
	v.text = v.text[:copy(v.text, v.text[n:])]
	kept := []cut{{0, v.shift(n) + n}}
	for _, c := range v.cuts {
		if c.at > n {
			kept = append(kept, cut{c.at - n, c.shift + n})
		}
	}
	v.cuts = kept
}

// shift returns how far an offset in the text lies behind in the original.
func (v *view) shift(offset int) int {
	i := sort.Search(len(v.cuts), func(i int) bool { return v.cuts[i].at > offset })
	if i == 0 {
		return 0
	}
	return v.cuts[i-1].shift
}

// original returns the offset in the original of a byte of the text.
func (v *view) original(offset int) int { return offset + v.shift(offset) }

// place returns the bounds of a piece of the text in the original.
func (v *view) place(p span) span {
	if p.end <= p.start {
		at := v.original(p.start)
		return span{at, at}
	}
	return span{v.original(p.start), v.original(p.end-1) + 1}
}
