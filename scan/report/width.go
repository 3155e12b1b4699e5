package report

import (
	"strings"
	"unicode"
)

// displayWidth returns the number of terminal columns of a visible text.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth returns the terminal columns of a character: 0 for what combines
// with the one before, 2 for what Unicode Standard Annex #11 calls wide or
// full-width, otherwise 1.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case r == '\u200c' || r == '\u200d' || unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case wide(r):
		return 2
	}
	return 1
}

func wide(r rune) bool {
	for _, w := range wideRanges {
		if r < w[0] {
			return false
		}
		if r <= w[1] {
			return true
		}
	}
	return false
}

// wrap splits prose at spaces into lines of at most width columns; a longer
// word stays whole. A width below 20 leaves the text on one line.
func wrap(s string, width int) []string {
	if width < 20 || len(s) <= width {
		return []string{s}
	}
	var lines []string
	var line strings.Builder
	used := 0
	for word := range strings.SplitSeq(s, " ") {
		w := displayWidth(word)
		if used > 0 && used+1+w > width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		} else if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += w
	}
	return append(lines, line.String())
}
