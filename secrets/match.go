package secrets

import "bytes"

// span is a piece of the text.
type span struct{ start, end int }

// runs remembers, for each alphabet, the last run of it that was measured, so
// that many starts inside one long run cost one measurement in all.
type runs []span

// forward returns the end of the run of set that starts at pos, not beyond
// limit.
func (r runs) forward(text []byte, set *alphabet, pos, limit int) int {
	known := &r[set.id]
	end := pos
	if known.start <= pos && pos <= known.end {
		end = known.end
	} else {
		known.start = pos
	}
	for end < limit && set.in[text[end]] {
		end++
	}
	if end > known.end || known.start == pos {
		known.end = end
	}
	return min(end, limit)
}

// backward returns the start of the run of set that ends at pos and is not
// longer than longest, nor goes below floor.
func backward(text []byte, set *alphabet, pos, longest, floor int) int {
	start := pos
	for start > floor && pos-start < longest && set.in[text[start-1]] {
		start--
	}
	return start
}

// maxParts bounds the number of parts of a form.
const maxParts = 32

// found is where the parts of a form lie: part i from at[i] to at[i+1].
type found struct {
	at [maxParts + 1]int
}

// window is the piece of text that one match may depend on.
type window struct {
	text       []byte
	floor, top int // offsets in text
}

// matchAt tries the form with its anchor (or, without one, its first part) at
// pos.
func (f *form) matchAt(w *window, r runs, pos int, m *found) bool {
	from := max(f.anchor, 0)
	if from == 0 && !f.startsAt(w, pos) {
		return false
	}
	m.at[from] = pos
	if !f.after(w, r, from, m) || !f.before(w, from, m) {
		return false
	}
	return f.bounded(w, m)
}

// after matches the parts from index from on.
func (f *form) after(w *window, r runs, from int, m *found) bool {
	pos := m.at[from]
	for i := from; i < len(f.parts); i++ {
		p := &f.parts[i]
		if p.set == nil {
			if w.top-pos < len(p.text) || string(w.text[pos:pos+len(p.text)]) != p.text {
				return false
			}
			pos += len(p.text)
			m.at[i+1] = pos
			continue
		}
		run := r.forward(w.text, p.set, pos, w.top)
		end, n := run, run-pos
		if n < p.min {
			return false
		}
		if n > p.max {
			if i == len(f.parts)-1 {
				return false
			}
			end = pos + p.max
		}
		if p.min != p.max && i+1 < len(f.parts) {
			next := f.parts[i+1].text
			end = pos + giveBack(w.text[pos:min(run, end+len(next))], p, next, end-pos)
		}
		pos = end
		m.at[i+1] = pos
	}
	return true
}

// giveBack returns how much of a run belongs to p when the text next follows:
// the most that is allowed, unless that text is made of the run's own
// characters.
func giveBack(run []byte, p *part, next string, most int) int {
	if next == "" || !p.set.in[next[0]] {
		return most
	}
	if i := bytes.LastIndex(run, []byte(next)); i >= p.min {
		return i
	}
	return most
}

// before matches the parts in front of index from, from right to left.
func (f *form) before(w *window, from int, m *found) bool {
	pos := m.at[from]
	for i := from - 1; i >= 0; i-- {
		p := &f.parts[i]
		if p.set == nil {
			if pos-w.floor < len(p.text) || string(w.text[pos-len(p.text):pos]) != p.text {
				return false
			}
			pos -= len(p.text)
		} else {
			start := backward(w.text, p.set, pos, p.max, w.floor)
			if p.min != p.max && i > 0 {
				start = giveFront(w.text[:pos], p, f.parts[i-1].text, start)
			}
			if pos-start < p.min {
				return false
			}
			pos = start
		}
		m.at[i] = pos
	}
	return true
}

// giveFront returns where a run that could begin at start begins when the text
// previous stands in front of it and may be made of the run's own characters.
func giveFront(text []byte, p *part, previous string, start int) int {
	if previous == "" || !p.set.in[previous[len(previous)-1]] {
		return start
	}
	from := max(0, start-len(previous))
	if i := bytes.Index(text[from:], []byte(previous)); i >= 0 {
		return from + i + len(previous)
	}
	return start
}

// bounded reports whether the match is not a piece of a longer word.
func (f *form) bounded(w *window, m *found) bool {
	start, end := m.at[0], m.at[len(f.parts)]
	if !f.startsAt(w, start) {
		return false
	}
	if end >= w.top {
		return true
	}
	next := w.text[end]
	if last := &f.parts[len(f.parts)-1]; last.set != nil && last.set.in[next] {
		return false
	}
	return !isWord(next) || !isWord(w.text[end-1])
}

// startsAt reports whether the form may start at pos. What stands in front of
// a secret inside a form may be joined to anything.
func (f *form) startsAt(w *window, pos int) bool {
	return f.first > 0 || !isWord(w.text[pos]) || startsWord(w.text, pos, w.floor)
}

// startsWord reports whether a word can start at pos: what is in front of it
// is no part of a word, or an escape such as \n or %3D.
func startsWord(text []byte, pos, floor int) bool {
	if pos <= floor || !isWord(text[pos-1]) {
		return true
	}
	if pos-2 >= floor && text[pos-2] == '\\' {
		c := text[pos-1]
		return c == 'n' || c == 'r' || c == 't'
	}
	return pos-3 >= floor && text[pos-3] == '%' && isHex(text[pos-2]) && isHex(text[pos-1])
}
