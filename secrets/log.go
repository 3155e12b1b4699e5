package secrets

import "bytes"

// Bounds of what is left out of logs.
const (
	prefixReach   = 256     // in which the time in front of a line is looked for
	longestCSI    = 64      // a control sequence, ECMA-48 section 5.4
	longestString = 4 << 10 // a control string, ECMA-48 section 5.6, or a note of Jenkins
	keptString    = 24      // a control string of more bytes may hold a secret, such as the address of a link
)

// lines takes in lines of a log and returns how much of raw was decided; the
// rest needs more text.
func (v *view) lines(raw []byte, last bool) int {
	pos := 0
	for pos < len(raw) {
		if !v.line {
			n, ok := prefixOf(raw[pos:], v.next == 0, last)
			if !ok {
				break
			}
			v.skip(n)
			pos, v.line = pos+n, true
			continue
		}
		end := len(raw)
		if n := bytes.IndexByte(raw[pos:], '\n'); n >= 0 {
			end, v.line = pos+n+1, false
		}
		n := v.inLine(raw[pos:end], last)
		if pos += n; pos < end {
			v.line = true
			break
		}
	}
	return pos
}

// inLine takes in a line, or the part of it that is there, and returns how much
// of it was decided.
func (v *view) inLine(line []byte, last bool) int {
	pos := 0
	for pos < len(line) {
		n := bytes.IndexByte(line[pos:], escape)
		if n < 0 {
			v.keep(line[pos:])
			return len(line)
		}
		v.keep(line[pos : pos+n])
		pos += n
		seq, ok := sequenceOf(line[pos:], last || line[len(line)-1] == '\n')
		if !ok {
			return pos
		}
		v.skipSequence(line[pos:], seq)
		pos += seq.length
	}
	return len(line)
}

// skipSequence leaves out an escape sequence, but for what it holds, with a
// space for it where it keeps apart what is on its two sides.
func (v *view) skipSequence(text []byte, seq sequence) {
	start := v.next
	if seq.apart {
		v.text = append(v.text, ' ')
		v.next++
	}
	if seq.kept != (span{}) {
		v.skip(seq.kept.start - (v.next - start))
		v.keep(text[seq.kept.start:seq.kept.end])
		v.text = append(v.text, ' ')
		v.next++
	}
	v.skip(seq.length - (v.next - start))
}

// prefixOf returns the length of what a CI system put in front of a line: the
// time, in one of the forms of GitHub, GitLab, Azure and Jenkins, the job and
// the step as of gh run view, and the byte order mark of a file. It reports
// false where more text is needed to tell.
func prefixOf(raw []byte, first, last bool) (int, bool) {
	line := raw[:min(len(raw), prefixReach)]
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	} else if len(raw) < prefixReach && !last {
		return 0, false
	}
	n := 0
	if first && bytes.HasPrefix(line, []byte("\ufeff")) {
		n = len("\ufeff")
	}
	if t := stamp(line[n:]); t > 0 {
		return n + t, true
	}
	if i := bytes.IndexByte(line, '\t'); i > 0 {
		if j := bytes.IndexByte(line[i+1:], '\t'); j >= 0 {
			at := i + 1 + j + 1
			at += len(line[at:]) - len(bytes.TrimPrefix(line[at:], []byte("\ufeff")))
			if t := stamp(line[at:]); t > 0 {
				return at + t, true
			}
		}
	}
	return n, true
}

// stamp returns the length of the time that a line begins with, in brackets or
// not, with the space behind it, or 0.
func stamp(line []byte) int {
	if len(line) > 0 && line[0] == '[' {
		n := timeOf(line[1:])
		if n == 0 || 1+n >= len(line) || line[1+n] != ']' {
			return 0
		}
		return withSpace(line, n+2)
	}
	n := timeOf(line)
	if n == 0 || n < len(line) && line[n] != ' ' && line[n] != '\t' {
		return 0
	}
	n = withSpace(line, n)
	return n + streamMark(line[n:])
}

// streamMark returns the length of what GitLab's runner puts behind the time:
// the number of the stream, O or E, and whether the line goes on the one above.
func streamMark(line []byte) int {
	if len(line) >= 4 && isHex(line[0]) && isHex(line[1]) && (line[2] == 'O' || line[2] == 'E') && (line[3] == ' ' || line[3] == '+') {
		return 4
	}
	return 0
}

// withSpace returns n and up to two spaces that follow.
func withSpace(line []byte, n int) int {
	for top := min(len(line), n+2); n < top && line[n] == ' '; {
		n++
	}
	return n
}

// timeOf returns the length of a time at the start of a text: of day, with the
// date of RFC 3339 or ISO 8601 in front or without, or 0.
func timeOf(text []byte) int {
	n := layout(text, "0000-00-00T")
	if n == 0 {
		n = layout(text, "0000-00-00 ")
	}
	date := n > 0
	t := layout(text[n:], "00:00:00")
	if t == 0 {
		return 0
	}
	n += t
	if n < len(text) && (text[n] == '.' || text[n] == ',') {
		fraction := n + 1
		for fraction < len(text) && isDigit(text[fraction]) && fraction-n < 10 {
			fraction++
		}
		if fraction > n+1 {
			n = fraction
		}
	}
	if !date {
		return n
	}
	if n < len(text) && text[n] == 'Z' {
		return n + 1
	}
	for _, zone := range []string{"+00:00", "-00:00", "+0000", "-0000"} {
		if z := layout(text[n:], zone); z > 0 {
			return n + z
		}
	}
	return n
}

// layout returns the length of the pattern if the text begins with it; 0 in the
// pattern stands for any digit.
func layout(text []byte, pattern string) int {
	if len(text) < len(pattern) {
		return 0
	}
	for i := range len(pattern) {
		if pattern[i] == '0' && isDigit(text[i]) || pattern[i] == text[i] {
			continue
		}
		return 0
	}
	return len(pattern)
}
