package secrets

// detector finds unknown secrets in a text that comes in pieces. It keeps its
// own copy of the text, since what a match depends on begins in front of what
// was written out.
type detector struct {
	a       *Analyzer
	s       *scanner // nil before the first piece
	scanned int      // offset in the view's text
}

// detectStep is how much text comes between two scans.
const detectStep = 16 << 10

// write takes a piece. Where enough has come, it looks for secrets, and appends
// those in the last n bytes of the text, piece included, to found, by offsets
// there.
func (d *detector) write(piece []byte, n int, found []span) []span {
	v := d.begin()
	v.add(piece, false)
	if len(v.text)-d.scanned < detectStep+reachAhead {
		return found
	}
	found = d.scan(len(v.text)-reachAhead, n, found)
	d.drop(d.settled() - settleBehind)
	return found
}

// finish looks at all that is left, appends what is found in the last n bytes
// to found, and forgets the text.
func (d *detector) finish(n int, found []span) []span {
	v := d.begin()
	v.add(nil, true)
	found = d.scan(len(v.text), n, found)
	d.a.release(d.s)
	d.s, d.scanned = nil, 0
	return found
}

// begin returns the view of the text, with a scanner for it.
func (d *detector) begin() *view {
	if d.s == nil {
		d.s = d.a.scanner()
		d.s.view.reset(d.a.engine.log)
	}
	return &d.s.view
}

func (d *detector) scan(to, n int, found []span) []span {
	v := &d.s.view
	d.s.scan(v.text, d.scanned, to)
	d.scanned = to
	before := v.next + len(v.rest) - n
	for _, m := range d.s.matches {
		if at := v.place(m.span); at.end > before {
			found = append(found, span{max(0, at.start-before), at.end - before})
		}
	}
	return found
}

// drop forgets the text in front of the offset and what was found there.
func (d *detector) drop(n int) {
	if n <= 0 {
		return
	}
	d.s.view.drop(n)
	d.scanned -= n
	d.s.shift(n)
}

// settled returns the offset in front of which all is found.
func (d *detector) settled() int { return max(0, d.scanned-settleBehind) }

// open returns how many of the last bytes of the text may still be found to be
// secret.
func (d *detector) open() int {
	if d.s == nil {
		return 0
	}
	v := &d.s.view
	return v.next + len(v.rest) - v.original(d.settled())
}
