package version

import (
	"errors"
	"strings"
)

// Codes of the characters between the numbers of a Debian version. Letters are
// their own code, other characters lie above them.
const (
	debTilde = 1 // before everything, even the end
	debEnd   = 2
	debOther = 128
)

// encodeDebian is the order of dpkg (deb-version(7)): epoch, upstream version
// and revision. A missing epoch or revision is zero.
func encodeDebian(dst []byte, s string) ([]byte, error) {
	epoch, upstream, found := strings.Cut(s, ":")
	if !found {
		epoch, upstream = "0", s
	}
	if !allDigits(epoch) {
		return nil, errors.New("its epoch is no number")
	}
	revision := ""
	if i := strings.LastIndexByte(upstream, '-'); i >= 0 {
		upstream, revision = upstream[:i], upstream[i+1:]
	}
	if upstream == "" {
		return nil, errEmptyPart
	}
	if strings.ContainsAny(s, " \t") {
		return nil, errUnexpected
	}
	dst = appendNumber(dst, epoch)
	dst = appendDebianPart(dst, upstream)
	return appendDebianPart(dst, revision), nil
}

// appendDebianPart appends pairs of other characters and a number, which is
// zero where there is none.
func appendDebianPart(dst []byte, s string) []byte {
	for first := true; first || s != ""; first = false {
		for s != "" && !isDigit(s[0]) {
			dst = append(dst, debianOrder(s[0])...)
			s = s[1:]
		}
		var digits string
		digits, s = cutSpan(s, isDigit)
		dst = appendNumber(append(dst, debEnd), digits)
	}
	return append(dst, debEnd)
}

// debianOrder returns the code of a character that is no digit.
func debianOrder(c byte) []byte {
	switch {
	case c == '~':
		return []byte{debTilde}
	case isLetter(c):
		return []byte{c}
	default:
		return []byte{debOther, c}
	}
}
