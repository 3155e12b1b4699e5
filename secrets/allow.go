package secrets

import (
	"bytes"
	"sort"
)

// markers are the comments by which people allow a finding, ours and those of
// other tools, so that a project need not write them anew.
var markers = []struct {
	text string
	next bool // it is about the next line
}{
	{"penstock:allow", false},
	{"gitleaks:allow", false},
	{"betterleaks:allow", false},
	{"trufflehog:ignore", false},
	{"pragma: allowlist secret", false},
	{"pragma: allowlist nextline secret", true},
	{"pragma: whitelist secret", false},
	{"secretlint-disable-line", false},
	{"secretlint-disable-next-line", true},
	{"ggignore", false},
	{"nosec", false},
}

// mark is a marker in the text.
type mark struct {
	span
	next bool
}

// markAt classifies the marker at [start, end).
func markAt(text []byte, start, end int) mark {
	for _, m := range markers {
		if len(m.text) == end-start && hasPrefixFold(text[start:], m.text) {
			return mark{span{start, end}, m.next}
		}
	}
	return mark{span: span{start, end}}
}

// wholeWord reports whether what is at [start, end) is no part of a longer
// word, as nosec is of nanoseconds.
func wholeWord(text []byte, start, end int) bool {
	inWord := func(c byte) bool { return isDigit(c) || isLetter(c) || c == '_' }
	return (start == 0 || !inWord(text[start-1])) && (end == len(text) || !inWord(text[end]))
}

// markReach bounds the distance of a marker from its finding, in bytes.
const markReach = 1 << 10

// allowedBy returns the marker that a secret is allowed by: one on its first
// or last line, or one about the next line on the line in front. The marks are
// in the order of the text.
func allowedBy(text []byte, secret span, marks []mark) (mark, bool) {
	if len(marks) == 0 {
		return mark{}, false
	}
	floor, top := max(0, secret.start-markReach), min(len(text), secret.end+markReach)
	line := lineStart(text, floor, secret.start)
	before := lineStart(text, floor, max(floor, line-1))
	if n := bytes.IndexByte(text[secret.end:top], '\n'); n >= 0 {
		top = secret.end + n
	}
	first := sort.Search(len(marks), func(i int) bool { return marks[i].start >= before })
	for _, m := range marks[first:] {
		switch {
		case m.end > top:
			return mark{}, false
		case m.next && m.end < line, !m.next && m.start >= line && (m.end <= secret.start || m.start >= secret.end):
			return m, true
		}
	}
	return mark{}, false
}

// lineStart returns where the line that holds pos begins, or floor.
func lineStart(text []byte, floor, pos int) int {
	return floor + bytes.LastIndexByte(text[floor:pos], '\n') + 1
}
