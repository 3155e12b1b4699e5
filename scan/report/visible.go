package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns s with everything that a terminal or a reader's eye would
// obey rather than show written as an escape: control characters, line and
// paragraph separators, bidirectional controls, invisible characters and
// bytes that are not UTF-8. What is left is one line that looks like what it
// is.
func visible(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	b := append(make([]byte, 0, len(s)+16), s[:i]...)
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		b = appendVisible(b, s[i:i+n], r)
		i += n
	}
	return string(b)
}

// appendVisible appends one character in its visible form; raw is the text
// that r was decoded from.
func appendVisible(b []byte, raw string, r rune) []byte {
	const hex = "0123456789abcdef"
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return append(b, '\\', 'x', hex[raw[0]>>4], hex[raw[0]&15])
	case r == '\n':
		return append(b, `\n`...)
	case r == '\r':
		return append(b, `\r`...)
	case r == '\t':
		return append(b, `\t`...)
	case showable(r):
		return append(b, raw...)
	case r > 0xffff:
		b = append(b, `\U`...)
		for shift := 28; shift >= 0; shift -= 4 {
			b = append(b, hex[r>>shift&15])
		}
		return b
	}
	return append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}

// showable reports whether r may be written as it is. Joiners belong to
// ordinary writing and to emoji; variation selectors beyond the first sixteen
// carry hidden data.
func showable(r rune) bool {
	if r >= ' ' && r < 0x7f || r == '\u200c' || r == '\u200d' {
		return true
	}
	return unicode.IsPrint(r) && (r < 0xe0100 || r > 0xe01ef)
}

// oneLine folds white space, so that prose written over several lines can be
// wrapped anew, and makes the rest visible.
func oneLine(s string) string { return visible(strings.Join(strings.Fields(s), " ")) }

// clip cuts s, which must be visible, to a display width.
func clip(s string, width int) string {
	if len(s) <= width || displayWidth(s) <= width {
		return s
	}
	used := 0
	for i, r := range s {
		if used += runeWidth(r); used >= width {
			return s[:i] + "…"
		}
	}
	return s
}
