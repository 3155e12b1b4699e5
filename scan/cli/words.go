package cli

import (
	"fmt"
	"strings"
	"unicode"
)

// plural returns "1 file", "2 files", "3 advisories".
func plural(n int, noun string) string { return fmt.Sprintf("%d %s", n, form(n, noun)) }

// form returns a noun as it stands behind a number.
func form(n int, noun string) string {
	stem, y := strings.CutSuffix(noun, "y")
	switch {
	case n == 1:
		return noun
	case y:
		return stem + "ies"
	case strings.HasSuffix(noun, "x"):
		return noun + "es"
	}
	return noun + "s"
}

// oneLine returns a text with every run of white space as one space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// visible replaces what a terminal might act on.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}
