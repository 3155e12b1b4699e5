package secrets

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
)

// Budgets of decoding. A run longer than longestRun is looked at in pieces that
// overlap.
const (
	shortestRun   = 48       // encoded characters; shorter ones hold no token
	longestRun    = 24 << 10 // must stay inside of reachAhead
	runOverlap    = 1 << 10  // a multiple of four, so that base64 stays in step
	decodeBudget  = 8 << 20  // encoded bytes of a kind in one text
	maxDecodings  = 3        // encodings inside of each other
	escapeReach   = 2 << 10  // on either side of an escape
	printableHead = 24       // decoded bytes that tell text from data
)

// runBytes are the bytes of base64 in both alphabets, and so of hexadecimal.
var runBytes = func() (in [256]bool) {
	for _, c := range []byte(digits + lower + upper + "+/-_") {
		in[c] = true
	}
	return in
}()

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
		if end-start < shortestRun {
			continue
		}
		s.decodeRun(text, span{start, end})
		if end == start+longestRun {
			s.probed -= runOverlap
		}
	}
}

// decodeRun scans what a run decodes to.
func (s *scanner) decodeRun(text []byte, run span) {
	if s.runBudget -= run.end - run.start; s.runBudget < 0 {
		return
	}
	raw, encoding := text[run.start:run.end], "hexadecimal"
	out, ok := decodeHex(s.decoded[:0], raw)
	if !ok {
		encoding = "base64"
		out, ok = decodeBase64(s.decoded[:0], raw)
	}
	if cap(out) > cap(s.decoded) {
		s.decoded = out
	}
	if !ok {
		return
	}
	for end := run.end; end < len(text) && end < run.end+2 && text[end] == '='; end++ {
		if encoding == "base64" {
			run.end++
		}
	}
	s.inside(out, raw, run, encoding)
}

// decodeHex appends the bytes of hexadecimal text, if it is that and readable.
func decodeHex(out, raw []byte) ([]byte, bool) {
	if len(raw)%2 != 0 {
		return out, false
	}
	for _, c := range raw[:min(len(raw), 2*printableHead)] {
		if !isHex(c) {
			return out, false
		}
	}
	out, err := hex.AppendDecode(out, raw)
	return out, err == nil && readable(out)
}

// decodeBase64 appends the bytes of base64 text in either alphabet, as far as
// it goes, if they are readable. The head is tried first, so that pictures and
// archives cost little.
func decodeBase64(out, raw []byte) ([]byte, bool) {
	encoding := base64.RawStdEncoding
	for _, c := range raw {
		if c == '-' || c == '_' {
			encoding = base64.RawURLEncoding
			break
		}
	}
	head, err := encoding.AppendDecode(out, raw[:min(len(raw), printableHead/3*4)])
	if err != nil || !readable(head) {
		return head, false
	}
	if len(raw)%4 == 1 {
		raw = raw[:len(raw)-1] // cut off in the middle
	}
	out, err = encoding.AppendDecode(out, raw)
	return out, err == nil
}

// readable reports whether decoded bytes begin as a text does.
func readable(text []byte) bool {
	return len(text) > 0 && printable(text[:min(len(text), printableHead)])
}

// escapes looks at the run around a percent escape (RFC 3986, section 2.1) or
// an escaped UTF-16 unit as of JSON and JavaScript, and scans what it means.
func (s *scanner) escapes(w *window, at span) {
	if s.escaped.start <= at.start && at.start < s.escaped.end {
		return // part of the run that was decoded last
	}
	percent := w.text[at.start] == '%'
	start, end := at.start, at.start
	for start > max(w.floor, at.start-escapeReach) && escapable(w.text[start-1], percent) {
		start--
	}
	for end < min(w.top, at.start+escapeReach) && escapable(w.text[end], percent) {
		end++
	}
	run := span{start, end}
	s.escaped = run
	if s.escapeBudget -= end - start; s.escapeBudget < 0 {
		return
	}
	out, n := unescape(s.decoded[:0], w.text[start:end], percent)
	if cap(out) > cap(s.decoded) {
		s.decoded = out
	}
	if n > 0 {
		encoding := `\u escapes`
		if percent {
			encoding = "percent escapes"
		}
		s.inside(out, w.text[start:end], run, encoding)
	}
}

// escapable reports whether c can be part of an escaped run.
func escapable(c byte, percent bool) bool {
	if c == '\\' {
		return !percent
	}
	return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '`' && c != '<' && c != '>'
}

// unescape appends text with its escapes replaced, and returns their number.
func unescape(out, text []byte, percent bool) ([]byte, int) {
	mark := `\u00`
	if percent {
		mark = "%"
	}
	n := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == mark[0] && i+len(mark)+2 <= len(text) && string(text[i:i+len(mark)]) == mark {
			high, low := text[i+len(mark)], text[i+len(mark)+1]
			if isHex(high) && isHex(low) {
				c = nibble(high)<<4 | nibble(low)
				i += len(mark) + 1
				n++
			}
		}
		out = append(out, c)
	}
	return out, n
}

// nibble returns the value of a hexadecimal digit.
func nibble(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// inside scans decoded text with the same rules and reports what is in it at
// the place of the run. Of several secrets the surest is kept, as for any
// place. What has to stand behind a name is not looked for: the encoded forms
// of pages and data are full of names.
func (s *scanner) inside(text, raw []byte, run span, encoding string) {
	if s.depth >= maxDecodings {
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
	in.scan(text, 0, len(text))
	for _, m := range resolve(in.matches) {
		if m.value == "" {
			m.value = string(text[m.start:m.end])
		}
		if m.rank < rankNear || bytes.Contains(raw, []byte(m.value)) {
			continue // or it can be read without decoding
		}
		if m.verdict.note != "" {
			m.verdict.note += " "
		}
		m.verdict.note += "It is written in " + encoding + "."
		if m.rank = min(m.rank, rankDecoded); m.rank < rankDecoded {
			m.rank = rankCommon
		}
		m.span, m.mask, m.parts = run, span{}, [maxRelated]related{}
		s.matches = append(s.matches, m)
	}
	in.reset()
}
