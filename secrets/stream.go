package secrets

import (
	"bytes"
	"context"
	"io"

	"github.com/penstock-dev/penstock/internal/textpos"
	"github.com/penstock-dev/penstock/scan"
)

// How much text a stream holds.
const (
	// streamStep is how much is read before the next scan.
	streamStep = 128 << 10
	// settleBehind is how far behind the scanned text a match must end so that
	// nothing found later can change it, its snippet or its markers.
	settleBehind = reachBack + markReach + snippetSide
)

// Chunks implements [scan.ChunkPass]. The findings are the same as those of
// [scan.Pass.File] on the whole file.
func (p *pass) Chunks(_ context.Context, e *scan.Entry, out scan.Sink) (io.WriteCloser, error) {
	s := p.a.scanner()
	s.path = e.Path
	s.view.reset(s.e.log)
	return &stream{a: p.a, entry: e, out: out, s: s, v: &s.view}, nil
}

// stream scans a text that comes in pieces. It holds the text from a little in
// front of the oldest match that is not settled.
type stream struct {
	a     *Analyzer
	entry *scan.Entry
	out   scan.Sink
	s     *scanner

	v       *view
	scanned int // offset in the view's text
	begun   bool

	found    []match // scratch
	reported int     // offset in text up to which matches were reported

	// What lies in front of text.
	lines     int // line feeds
	lineStart int // offset of the last line, in the original
}

// Write implements [io.Writer]. It fails only after Close.
func (st *stream) Write(piece []byte) (int, error) {
	if st.s == nil {
		return 0, io.ErrClosedPipe
	}
	st.v.add(piece, false)
	if len(st.v.text)-st.scanned >= streamStep+reachAhead {
		st.step(len(st.v.text)-reachAhead, false)
	}
	return len(piece), nil
}

// Close looks at what is left and reports it.
func (st *stream) Close() error {
	if st.s == nil {
		return nil
	}
	st.v.add(nil, true)
	st.step(len(st.v.text), true)
	st.s.coverage(st.entry, st.out)
	st.a.release(st.s)
	st.s, st.v = nil, nil
	return nil
}

// step scans up to offset to, reports what is settled and drops what is no
// longer needed.
func (st *stream) step(to int, last bool) {
	if !st.begun {
		st.s.binary = bytes.IndexByte(st.v.text[:min(len(st.v.text), 8000)], 0) >= 0 && !st.v.log
		st.begun = true
	}
	st.s.scan(st.v.text, st.scanned, to)
	st.scanned = to
	settled := to - settleBehind
	if last {
		settled = len(st.v.text)
	}
	keep := settled
	if len(st.s.matches) > 0 {
		keep = st.report(settled)
	}
	if !last {
		st.drop(keep - settleBehind)
	}
}

// report reports the matches that end up to the offset settled. It returns how
// far the text is done with. What was reported stays known as long as its text
// does, for the snippets of its neighbours.
func (st *stream) report(settled int) int {
	st.found = resolve(append(st.found[:0], st.s.matches...))
	pg := page{entry: st.entry, text: st.v.text, region: st.regions(), allowed: &st.s.allowed, found: st.found}
	for i := range st.found {
		mask := st.found[i].mask
		if mask.end > settled {
			return min(settled, mask.start)
		}
		if mask.start >= st.reported {
			st.out.Finding(st.a.leak(&pg, i))
			st.reported = mask.end
		}
	}
	return settled
}

// drop forgets the text in front of the offset and what was found there.
func (st *stream) drop(n int) {
	if n <= 0 {
		return
	}
	text := st.v.text[:n]
	st.lines += bytes.Count(text, []byte{'\n'})
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		st.lineStart = st.v.original(i) + 1
	}
	st.scanned -= n
	st.reported -= n
	st.v.drop(n)
	st.s.shift(n)
}

// regions returns the conversion of offsets in text to places in the file.
func (st *stream) regions() func(start, end int) scan.Region {
	x := textpos.New(st.v.text)
	return func(start, end int) scan.Region {
		at := st.v.place(span{start, end})
		r := scan.Region{StartOffset: at.start, EndOffset: at.end}
		r.StartLine, r.StartColumn = st.position(x, start, at.start)
		r.EndLine, r.EndColumn = st.position(x, end, at.end)
		return r
	}
}

// position returns the line and column of an offset in the text, which has
// another offset in the original.
func (st *stream) position(x *textpos.Index, offset, original int) (line, column int) {
	line, column = x.Position(offset)
	start := st.lineStart
	if line > 1 {
		start = st.v.original(offset-column) + 1 // behind the line feed
	}
	return line + st.lines, original - start + 1
}

// shift moves all offsets of a scanner n to the front and drops what comes out
// negative, but for what may still lie around a later match.
func (s *scanner) shift(n int) {
	clear(s.runs)
	s.probed -= n
	s.base += n
	s.searched -= n
	for i := range s.known {
		s.known[i].since -= n
	}
	s.escaped = s.escaped.moved(n)
	for i := range s.tried {
		s.tried[i] = s.tried[i].moved(n)
	}
	for i := range s.barren {
		s.barren[i] = s.barren[i].moved(n)
	}
	matches := s.matches[:0]
	for _, m := range s.matches {
		m.span, m.mask = m.moved(n), m.mask.moved(n)
		for i := range m.parts {
			m.parts[i].span = m.parts[i].moved(n)
		}
		if m.start >= 0 {
			matches = append(matches, m)
		}
	}
	s.matches = matches
	s.allowed.shift(n)
}

// moved returns the span n to the front; the empty span stays.
func (p span) moved(n int) span {
	if p == (span{}) {
		return p
	}
	return span{p.start - n, p.end - n}
}
