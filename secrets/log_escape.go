package secrets

import "bytes"

// escape begins every sequence by which programs steer a terminal.
const escape = 0x1b

// sequence is an escape sequence in a log.
type sequence struct {
	length int
	apart  bool // what is in front of it and behind it is not joined on a screen
	kept   span // what it holds that may be a secret, inside of it
}

// sequenceOf returns the sequence that a text begins with; complete says that
// no more of it will come. It reports false where more is needed to tell. What
// is no sequence counts as its first byte.
//
// Colours and the erasing of a line leave text joined, as where grep marks a
// part of a word; movements do not.
func sequenceOf(text []byte, complete bool) (sequence, bool) {
	lone := sequence{length: 1, apart: true}
	if len(text) < 2 {
		return lone, complete
	}
	switch text[1] {
	case '[':
		return controlSequence(text, complete)
	case ']', '_', 'P', '^', 'X':
		return controlString(text, complete)
	}
	n := 1
	for n < len(text) && n < 4 && 0x20 <= text[n] && text[n] <= 0x2f {
		n++
	}
	switch {
	case n == len(text):
		return lone, complete
	case n > 1 && 0x30 <= text[n] && text[n] <= 0x7e, bytes.IndexByte([]byte("78=>c"), text[n]) >= 0:
		return sequence{length: n + 1}, true
	}
	return lone, true
}

// controlSequence reads ESC [, parameters and a final byte.
func controlSequence(text []byte, complete bool) (sequence, bool) {
	n := 2
	for n < len(text) && n < longestCSI && 0x20 <= text[n] && text[n] <= 0x3f {
		n++
	}
	switch {
	case n == len(text):
		return sequence{length: 1, apart: true}, complete
	case n == longestCSI || text[n] < 0x40 || text[n] > 0x7e:
		return sequence{length: 1, apart: true}, true
	}
	seq := sequence{length: n + 1, apart: text[n] != 'm' && text[n] != 'K'}
	if string(text[:n+1]) != "\x1b[8m" {
		return seq, true
	}
	return jenkinsNote(text, seq, complete)
}

// jenkinsNote reads what Jenkins hides in its logs: objects of its own, in
// base64 behind a mark, up to the end of concealment.
func jenkinsNote(text []byte, seq sequence, complete bool) (sequence, bool) {
	const mark, end = "ha:", "\x1b[0m"
	rest := text[seq.length:]
	if len(rest) < len(mark) && !complete {
		return seq, false
	}
	if !bytes.HasPrefix(rest, []byte(mark)) {
		return seq, true
	}
	n := bytes.Index(rest[:min(len(rest), longestString)], []byte(end))
	if n < 0 {
		return seq, complete || len(rest) >= longestString
	}
	return sequence{length: seq.length + n + len(end)}, true
}

// controlString reads ESC and ], _, P, ^ or X up to BEL or ESC \. A long one is
// kept for a look: it may be a link with its address.
func controlString(text []byte, complete bool) (sequence, bool) {
	body := text[2:min(len(text), 2+longestString)]
	end := bytes.IndexAny(body, "\a\x1b\n")
	switch {
	case end < 0 && len(body) < longestString && !complete:
		return sequence{}, false
	case end < 0 || body[end] == '\n':
		return sequence{length: 2, apart: true}, true
	}
	length := 2 + end + 1
	if body[end] == escape {
		if end+1 == len(body) && len(body) < longestString && !complete {
			return sequence{}, false
		}
		if end+1 == len(body) || body[end+1] != '\\' {
			return sequence{length: 2, apart: true}, true
		}
		length++
	}
	seq := sequence{length: length}
	if end > keptString {
		seq.apart, seq.kept = true, span{2, 2 + end}
	}
	return seq, true
}
