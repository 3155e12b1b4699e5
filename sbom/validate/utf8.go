package validate

import (
	"fmt"
	"unicode/utf8"
)

// utf8 tells of bytes that are no UTF-8, which JSON has to be in (RFC 8259, section
// 8.1): the first run of them, and how many more there are. Readers take such bytes
// for replacement characters and go on.
func (c *check) utf8() {
	if utf8.Valid(c.text) || c.report.Syntax != "JSON" {
		return
	}
	first, end, runs := 0, 0, 0
	for at := 0; at < len(c.text); {
		_, size := utf8.DecodeRune(c.text[at:])
		if !c.invalidAt(at) {
			at += size
			continue
		}
		start := at
		for at < len(c.text) && c.invalidAt(at) {
			at++
		}
		if runs++; runs == 1 {
			first, end = start, at
		}
	}
	message := fmt.Sprintf("JSON has to be in UTF-8 (RFC 8259), which the byte 0x%02x is not", c.text[first])
	switch more := runs - 1; {
	case more == 1:
		message += "; others are at 1 more place"
	case more > 1:
		message += fmt.Sprintf("; others are at %d more places", more)
	}
	c.structure(first, end, valueAt(c.root, first), message)
}

func (c *check) invalidAt(at int) bool {
	r, size := utf8.DecodeRune(c.text[at:])
	return r == utf8.RuneError && size == 1
}
