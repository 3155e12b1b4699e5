package place

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// EncodingError says that an XML document names an encoding that is not read.
type EncodingError struct {
	// Offset is the place of the name.
	Offset int
	// Label is the name.
	Label string
}

// Error implements error.
func (e *EncodingError) Error() string {
	return fmt.Sprintf("the encoding %.40q is not read: UTF-8, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII are", e.Label)
}

// declaration is that of an XML document with an encoding (XML 1.0, section 2.8).
var declaration = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:\x{feff})?\s*<\?xml\s[^>]*?\s(encoding\s*=\s*(?:"([-._A-Za-z0-9]+)"|'([-._A-Za-z0-9]+)'))`)
})

// Decode returns a document in UTF-8, and the index that turns offsets in what is
// returned into regions of the text. XML that names an encoding with one byte for a
// character is decoded, and names none any more; everything else is returned as it
// is. The error is an *[EncodingError], with the index of the text.
func Decode(text []byte) ([]byte, *Index, error) {
	m := declaration().FindSubmatchIndex(text[:min(len(text), 1<<10)])
	if m == nil {
		return text, New(text), nil
	}
	from, to := m[4], m[5]
	if from < 0 {
		from, to = m[6], m[7]
	}
	label := string(text[from:to])
	char, ok := charsetOf(label)
	switch {
	case !ok:
		return text, New(text), &EncodingError{from, label}
	case char == nil:
		return text, New(text), nil
	}
	x := New(text)
	x.text, x.char = text, char
	out := make([]byte, 0, len(text)+len(text)/16)
	for i, b := range text {
		if i%markEvery == 0 {
			x.marks = append(x.marks, len(out))
		}
		switch {
		case i >= m[2] && i < m[3]:
			out = append(out, ' ')
		case b < utf8.RuneSelf:
			out = append(out, b)
		default:
			out = utf8.AppendRune(out, char(b))
		}
	}
	return out, x, nil
}

// markEvery is the number of bytes of a decoded text between those whose place in
// the result is kept.
const markEvery = 256

// original returns the offset in the text for one in what [Decode] returned.
func (x *Index) original(offset int) int {
	if x.char == nil || offset <= 0 {
		return offset
	}
	i := sort.Search(len(x.marks), func(i int) bool { return x.marks[i] > offset }) - 1
	at, decoded := i*markEvery, x.marks[i]
	for at < len(x.text) && decoded+x.width(x.text[at]) <= offset {
		decoded += x.width(x.text[at])
		at++
	}
	return at
}

// Decoded returns the offset in what [Decode] returned for one in the text.
func (x *Index) Decoded(offset int) int {
	if x.char == nil || offset <= 0 {
		return offset
	}
	offset = min(offset, len(x.text))
	i := min(offset/markEvery, len(x.marks)-1)
	decoded := x.marks[i]
	for _, b := range x.text[i*markEvery : offset] {
		decoded += x.width(b)
	}
	return decoded
}

// width returns the number of bytes that a byte of the text becomes.
func (x *Index) width(b byte) int {
	if b < utf8.RuneSelf {
		return 1
	}
	return utf8.RuneLen(x.char(b))
}

// charsetOf returns what a byte of an encoding stands for, nil for UTF-8.
func charsetOf(label string) (char func(byte) rune, ok bool) {
	switch strings.ToLower(strings.TrimSpace(label)) {
	case "utf-8", "utf8":
		return nil, true
	case "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1":
		return func(b byte) rune { return rune(b) }, true
	case "iso-8859-15", "iso8859-15", "iso_8859-15", "latin-9", "latin9":
		return latin9, true
	case "windows-1252", "cp1252", "cp-1252", "x-cp1252":
		return windows1252, true
	default:
		return nil, false
	}
}

// latin9 differs from Latin-1 in eight places.
func latin9(b byte) rune {
	for i, c := range []byte{0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe} {
		if b == c {
			return []rune("€ŠšŽžŒœŸ")[i]
		}
	}
	return rune(b)
}

// windows1252 differs from Latin-1 in the 32 places of control characters, of which
// five are not taken and stand for themselves.
func windows1252(b byte) rune {
	if b < 0x80 || b > 0x9f {
		return rune(b)
	}
	return [...]rune{
		'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
		0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
	}[b-0x80]
}
