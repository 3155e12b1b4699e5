package version

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
)

// The building blocks of keys. Each appends a code of which none is the
// beginning of another of its kind, so that codes can be put in a row and the
// whole still sorts like the list of its parts.

var (
	errNoNumber   = errors.New("it does not begin with a number")
	errEmptyPart  = errors.New("it has an empty part")
	errUnexpected = errors.New("it has an unexpected character")
)

// appendNumber appends a string of decimal digits of any length, ordered by
// value. Leading zeros do not count; no digits are zero.
func appendNumber(dst []byte, digits string) []byte {
	digits = strings.TrimLeft(digits, "0")
	if len(digits) > 19 {
		dst = append(dst, 9)
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(digits)))
		return append(dst, digits...)
	}
	n, _ := strconv.ParseUint(digits, 10, 64) // 19 digits fit; no digits are 0
	return appendUint(dst, n)
}

// appendUint appends a number as the count of its bytes and these bytes.
func appendUint(dst []byte, n uint64) []byte {
	var bytes [8]byte
	binary.BigEndian.PutUint64(bytes[:], n)
	i := 0
	for i < 8 && bytes[i] == 0 {
		i++
	}
	return append(append(dst, byte(8-i)), bytes[i:]...)
}

// withoutNumber returns the key without the number that it begins with, as
// appendNumber wrote it.
func (k Key) withoutNumber() Key {
	switch {
	case k == "":
		return k
	case k[0] < 9:
		return k[min(1+int(k[0]), len(k)):]
	case len(k) < 5:
		return ""
	}
	return k[min(5+int(binary.BigEndian.Uint32([]byte(k[1:5]))), len(k)):]
}

// appendUintDown appends a number so that higher ones sort first.
func appendUintDown(dst []byte, n uint64) []byte {
	start := len(dst)
	dst = appendUint(dst, n)
	for i := start; i < len(dst); i++ {
		dst[i] = ^dst[i]
	}
	return dst
}

// appendText appends text in byte order; a beginning sorts before the whole.
// The text holds no zero byte.
func appendText(dst []byte, text string) []byte { return append(append(dst, text...), 0) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }

// allDigits reports whether s is one digit or more and nothing else.
func allDigits(s string) bool { return s != "" && span(s, isDigit) == len(s) }

// span returns the length of the beginning of s that is made of in.
func span(s string, in func(byte) bool) int {
	i := 0
	for i < len(s) && in(s[i]) {
		i++
	}
	return i
}

// cutSpan splits s after its beginning that is made of in.
func cutSpan(s string, in func(byte) bool) (head, rest string) {
	n := span(s, in)
	return s[:n], s[n:]
}

// cutV returns s without a "v" in front of a digit.
func cutV(s string) string {
	if len(s) > 1 && (s[0] == 'v' || s[0] == 'V') && isDigit(s[1]) {
		return s[1:]
	}
	return s
}
