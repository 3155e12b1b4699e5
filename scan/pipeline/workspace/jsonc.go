package workspace

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// plainJSON returns JSON with comments as a text of the same length that the
// reader of YAML takes for the same values at the same places: comments, tabs
// and a byte order mark become spaces, line breaks stay. Commas behind the last
// element need no care, since YAML has them too. Escapes that YAML 1.1 does not
// have (a solidus, and surrogate pairs: RFC 8259, section 7) are written in its
// way; behind one, places in the same string are a few bytes too far to the left.
//
// What is no JSON is not mended: the reader of YAML says what it makes of it.
func plainJSON(text []byte) []byte {
	out := bytes.Clone(text)
	if bytes.HasPrefix(out, []byte("\xef\xbb\xbf")) {
		blank(out[:3])
	}
	for i := 0; i < len(out); {
		switch {
		case out[i] == '"':
			i = plainString(out, i)
		case out[i] == '\t':
			out[i] = ' '
			i++
		case bytes.HasPrefix(out[i:], []byte("//")):
			i += blank(out[i : i+until(out[i:], "\n", 0)])
		case bytes.HasPrefix(out[i:], []byte("/*")):
			i += blank(out[i : i+until(out[i:], "*/", 2)])
		default:
			i++
		}
	}
	return out
}

// blank puts spaces in the place of everything but line breaks.
func blank(text []byte) int {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
	return len(text)
}

// until returns the length up to a mark that is looked for behind the first
// skip bytes, and with the mark where skip is not 0; all of the text without one.
func until(text []byte, mark string, skip int) int {
	i := bytes.Index(text[skip:], []byte(mark))
	switch {
	case i < 0:
		return len(text)
	case skip == 0:
		return i
	}
	return skip + i + len(mark)
}

// plainString mends the escapes of the string that starts at i and returns where
// it ends. One that becomes shorter is filled up behind its closing quote. A
// string that is not closed ends with its line, and is left as it is.
func plainString(text []byte, i int) int {
	end, escaped := endOfString(text, i)
	if !escaped {
		return end
	}
	out := i
	for i < end {
		n, as := mended(text[i:end])
		out += copy(text[out:], as)
		i += n
	}
	for ; out < end; out++ {
		text[out] = ' '
	}
	return end
}

// endOfString returns where the string that starts at i ends, and whether it is
// closed and has an escape that may want mending.
func endOfString(text []byte, i int) (end int, escaped bool) {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '"':
			return i + 1, escaped
		case '\n':
			return i, false
		case '\\':
			i++
			escaped = escaped || i < len(text) && (text[i] == '/' || text[i] == 'u')
		}
	}
	return len(text), false
}

// mended returns what stands for the first character or escape of a text in
// YAML, and how many bytes it takes the place of; never more than these.
func mended(text []byte) (n int, as []byte) {
	switch {
	case text[0] != '\\' || len(text) < 2:
		return 1, text[:1]
	case text[1] == '/':
		return 2, text[1:2]
	case text[1] != 'u':
		return 2, text[:2]
	}
	high, ok := unit(text)
	if !ok || !utf16.IsSurrogate(high) {
		return 2, text[:2]
	}
	if low, ok := unit(text[6:]); ok {
		if r := utf16.DecodeRune(high, low); r != utf8.RuneError {
			return 12, fmt.Appendf(nil, `\U%08X`, r)
		}
	}
	return 6, []byte(`\uFFFD`)
}

// unit returns the number of an escape of the form \u1234.
func unit(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), err == nil
}
