package fix

import "slices"

// piece is a part of a file's current content: bytes of the old content, or
// new text where start and end are equal. Old bytes stay in their order, so the
// pieces say all that was changed.
type piece struct {
	start, end int
	text       string
}

func (p piece) bytes(old []byte) []byte {
	if p.start < p.end {
		return old[p.start:p.end]
	}
	return []byte(p.text)
}

func (p piece) len() int { return p.end - p.start + len(p.text) }

// cut returns the first n bytes of a piece, and the rest.
func (p piece) cut(n int) (head, tail piece) {
	if p.start < p.end {
		return piece{p.start, p.start + n, ""}, piece{p.start + n, p.end, ""}
	}
	return piece{text: p.text[:n]}, piece{text: p.text[n:]}
}

// splice returns the pieces after changes, which are in rising order and do not
// touch.
func splice(pieces []piece, changes []change) []piece {
	var out []piece
	rest := slices.Clone(pieces)
	next, at := 0, 0
	until := func(end int, keep bool) {
		for at < end {
			head := rest[next]
			if at+head.len() > end {
				head, rest[next] = head.cut(end - at)
			} else {
				next++
			}
			if at += head.len(); keep && head.len() > 0 {
				out = append(out, head)
			}
		}
	}
	for _, c := range changes {
		until(c.start, true)
		until(c.end, false)
		if c.text != "" {
			out = append(out, piece{text: c.text})
		}
	}
	return append(out, rest[next:]...)
}

// replaced returns what the pieces replace in the old content of n bytes, in
// rising order.
func replaced(pieces []piece, n int) []change {
	var list []change
	c := change{}
	done := 0
	for _, p := range append(pieces[:len(pieces):len(pieces)], piece{start: n, end: n + 1}) {
		if p.start == p.end {
			c.text += p.text
			continue
		}
		if c.start, c.end = done, p.start; c.start < c.end || c.text != "" {
			list = append(list, c)
		}
		c, done = change{}, p.end
	}
	return list
}
