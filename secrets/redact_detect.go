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

// write takes a piece. Where enough has come, it looks for secrets, and appends
// those in the last n bytes of the text, piece included, to found, by offsets
// there.
func (d *detector) write(piece []byte, n int, found []span) []span {
	d.text = append(d.text, piece...)
	if len(d.text)-d.scanned < detectStep+reachAhead {
		return found
	}
	found = d.scan(len(d.text)-reachAhead, n, found)
	d.drop(d.settled() - settleBehind)
	return found
}

// finish looks at all that is left, appends what is found in the last n bytes
// to found, and forgets the text.
func (d *detector) finish(n int, found []span) []span {
	found = d.scan(len(d.text), n, found)
	d.a.release(d.s)
	d.s, d.text, d.scanned = nil, nil, 0
	return found
}

func (d *detector) scan(to, n int, found []span) []span {
	if d.s == nil {
		d.s = d.a.scanner()
	}
	d.s.scan(d.text, d.scanned, to)
	d.scanned = to
	before := len(d.text) - n
	for _, m := range d.s.matches {
		if m.end > before {
			found = append(found, span{max(0, m.start-before), m.end - before})
		}
	}
	return found
}

// drop forgets the text in front of the offset and what was found there.
func (d *detector) drop(n int) {
	if n <= 0 {
		return
	}
	d.text = d.text[:copy(d.text, d.text[n:])]
	d.scanned -= n
	d.s.shift(n)
}

// settled returns the offset in front of which all is found.
func (d *detector) settled() int { return max(0, d.scanned-settleBehind) }

// open returns how many of the last bytes of the text may still be found to be
// secret.
func (d *detector) open() int { return len(d.text) - d.settled() }
