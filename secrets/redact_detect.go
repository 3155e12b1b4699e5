package secrets

// detector finds unknown secrets in a text that comes in pieces. It keeps its
// own copy of the text, since what a match depends on begins in front of what
// was written out.
type detector struct {
	a       *Analyzer
	s       *scanner // nil before the first piece
	text    []byte
	scanned int
}

// detectStep is how much text comes between two scans.
const detectStep = 16 << 10

// write takes a piece and reports whether it looked for secrets.
func (d *detector) write(piece []byte) bool {
	d.text = append(d.text, piece...)
	if len(d.text)-d.scanned < detectStep+reachAhead {
		return false
	}
	d.scan(len(d.text) - reachAhead)
	return true
}

// finish looks at all that is left.
func (d *detector) finish() { d.scan(len(d.text)) }

// reset forgets the text.
func (d *detector) reset() {
	if d.s != nil {
		d.a.release(d.s)
	}
	d.s, d.text, d.scanned = nil, nil, 0
}

// scan looks at the text up to an offset and forgets what nothing depends on
// any more.
func (d *detector) scan(to int) {
	if d.s == nil {
		d.s = d.a.scanner()
	}
	d.s.scan(d.text, d.scanned, to)
	d.scanned = to
	// What was found is kept by whoever asked for the spans of the last scan.
	if n := d.settled() - settleBehind; n > 0 && to < len(d.text) {
		d.text = d.text[:copy(d.text, d.text[n:])]
		d.scanned -= n
		d.s.shift(n)
	}
}

// settled returns the offset in front of which all is found.
func (d *detector) settled() int { return max(0, d.scanned-settleBehind) }

// open returns how many of the last bytes of the text may still be found to be
// secret.
func (d *detector) open() int { return len(d.text) - d.settled() }

// spans appends what was found in the last n bytes of the text, by offsets
// there.
func (d *detector) spans(n int, to []span) []span {
	before := len(d.text) - n
	for _, m := range d.s.matches {
		if m.end > before {
			to = append(to, span{max(0, m.start-before), m.end - before})
		}
	}
	return to
}
