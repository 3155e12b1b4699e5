package secrets

import "bytes"

// Budgets of decoding. A run longer than longestRun is looked at in pieces that
// overlap.
const (
	shortestRun   = 48        // encoded characters; shorter ones hold no token
	longestRun    = 24 << 10  // must stay inside of reachAhead
	runOverlap    = 1 << 10   // a multiple of eight, so that base64 of UTF-16 stays in step
	decodeBudget  = 8 << 20   // encoded bytes of a kind in one text
	inflateBudget = 4 << 20   // bytes out of compressed text in one text
	longestStream = 512 << 10 // bytes out of one compressed run
	maxDecodings  = 3         // encodings inside of each other
	escapeReach   = 2 << 10   // on either side of an escape
	printableHead = 24        // decoded bytes that tell text from data
)

// limits says which bounds a text went beyond.
type limits struct{ budget, depth, compressed, known bool }

// note says what was not looked at, or nothing.
func (l limits) note() string {
	switch {
	case l.budget:
		return "encoded text was not decoded to the end: the budget for one file is used up"
	case l.compressed:
		return "compressed text in base64 or hexadecimal was unpacked in part only: it is longer than what is unpacked"
	case l.known:
		return "the log names more than a hundred values as secret: the others were not looked for"
	case l.depth:
		return "text that is encoded more than three times was not decoded to the end"
	}
	return ""
}

// runBytes are the bytes of base64 in both alphabets, and so of hexadecimal.
var runBytes = func() (in [256]bool) {
	for _, c := range []byte(digits + lower + upper + "+/-_") {
		in[c] = true
	}
	return in
}()

// run is a piece of the text that is encoded.
type run struct {
	span
	digits   []byte // without line ends
	lines    []span // in the text, of a run that is broken into lines of one width
	encoding string
	// Of a run in lines: so many digits stand for so many bytes of the decoded
	// text; 0 where that cannot be told.
	perDigits, perBytes int
}

// place returns where a match in the decoded text is reported: at the run, or
// at the lines that hold it.
func (r *run) place(m span) span {
	if len(r.lines) == 0 || r.perBytes == 0 {
		return r.span
	}
	width, last := r.lines[0].end-r.lines[0].start, len(r.lines)-1
	from, to := m.start*r.perDigits/r.perBytes, (m.end*r.perDigits-1)/r.perBytes
	return span{r.lines[min(from/width, last)].start, r.lines[min(to/width, last)].end}
}

// encodedRuns looks for long runs of base64 or hexadecimal characters that
// begin in front of the offset to, and scans what they decode to. A run of
// shortestRun bytes cannot hide between probes that far apart, so most of a
// text costs one table look-up in so many bytes.
func (s *scanner) encodedRuns(text []byte, to int) {
	for s.probed < to {
		probe := s.probed + shortestRun - 1
		if probe >= len(text) {
			return
		}
		if !runBytes[text[probe]] {
			s.probed = probe + 1
			continue
		}
		start := probe
		for start > s.probed && runBytes[text[start-1]] {
			start--
		}
		if start >= to {
			s.probed = start
			return
		}
		end, limit := probe, min(len(text), start+longestRun)
		for end < limit && runBytes[text[end]] {
			end++
		}
		s.probed = end
		if end-start < shortestRun || s.wrapped(text, span{start, end}) {
			continue
		}
		s.decodeRun(text, run{span: span{start, end}, digits: text[start:end]})
		if end == start+longestRun {
			s.probed -= runOverlap
		}
	}
}

// decodeRun scans what a run decodes to, and reports whether it could be
// decoded.
func (s *scanner) decodeRun(text []byte, r run) bool {
	if s.depth >= maxDecodings {
		s.limits.depth = s.limits.depth || s.begins(r.digits)
		return false
	}
	if s.runBudget -= len(r.digits); s.runBudget < 0 {
		s.limits.budget = true
		return false
	}
	out, ok := s.decode(&r)
	if !ok {
		return false
	}
	for end := r.end; end < len(text) && end < r.end+2 && text[end] == '='; end++ {
		if r.encoding != hexadecimal {
			r.end++
		}
	}
	if n := len(r.lines); n > 0 {
		r.lines[n-1].end = r.end
	}
	s.inside(out, &r)
	return true
}

// inside scans decoded text with the same rules and reports what is in it at
// the place of the run. Of several secrets the surest is kept, as for any
// place. What has to stand behind a name is not looked for: the encoded forms
// of pages and data are full of names.
func (s *scanner) inside(text []byte, r *run) {
	if s.depth >= maxDecodings {
		s.limits.depth = true
		return
	}
	if s.inner == nil {
		s.inner = newScanner(s.e)
		s.inner.depth = s.depth + 1
	}
	in := s.inner
	in.reset()
	in.path = s.path
	in.runBudget, in.escapeBudget = min(s.runBudget, len(text)*2), min(s.escapeBudget, len(text)*2)
	in.inflateBudget = s.inflateBudget
	in.scan(text, 0, len(text))
	s.inflateBudget = in.inflateBudget
	s.limits.join(in.limits)
	for _, m := range resolve(in.matches) {
		if m.value == "" {
			m.value = string(text[m.start:m.end])
		}
		if m.rank < rankNear || bytes.Contains(r.digits, []byte(m.value)) {
			continue // or it can be read without decoding
		}
		if m.verdict.note != "" {
			m.verdict.note += " "
		}
		m.verdict.note += "It is written in " + r.encoding + "."
		if m.rank = min(m.rank, rankDecoded); m.rank < rankDecoded {
			m.rank = rankCommon
		}
		m.span, m.mask, m.parts = r.place(m.span), span{}, [maxRelated]related{}
		s.matches = append(s.matches, m)
	}
	in.reset()
}

func (l *limits) join(other limits) {
	l.budget = l.budget || other.budget
	l.depth = l.depth || other.depth
	l.compressed = l.compressed || other.compressed
	l.known = l.known || other.known
}
