package version

import "strings"

// Codes of the parts of a Gentoo version, in rising order where two versions go
// on differently.
const (
	gentooPreSuffix  = 1 // "_rc" and the like: before the end
	gentooEnd        = 2
	gentooPostSuffix = 3 // "_p"
	gentooLetter     = 4
	gentooNumber     = 5
)

func gentooPreSuffixes() []string { return []string{"alpha", "beta", "pre", "rc"} }

// encodeGentoo is the order of the Package Manager Specification 8, section
// 3.3: numbers, a letter, suffixes and a revision.
func encodeGentoo(dst []byte, s string) ([]byte, error) {
	digits, s := cutSpan(s, isDigit)
	if digits == "" {
		return nil, errNoNumber
	}
	dst = appendNumber(dst, digits)
	for len(s) > 1 && s[0] == '.' && isDigit(s[1]) {
		digits, s = cutSpan(s[1:], isDigit)
		dst = appendGentooNumber(append(dst, gentooNumber), digits)
	}
	if s != "" && isLower(s[0]) {
		dst, s = append(dst, gentooLetter, s[0]), s[1:]
	}
	for strings.HasPrefix(s, "_") {
		var ok bool
		if dst, s, ok = appendGentooSuffix(dst, s[1:]); !ok {
			return nil, errUnexpected
		}
	}
	revision, isRevision := strings.CutPrefix(s, "-r")
	if s != "" && !(isRevision && allDigits(revision)) {
		return nil, errUnexpected
	}
	return appendNumber(append(dst, gentooEnd), revision), nil
}

// appendGentooNumber appends a number behind a dot: with a leading zero it is a
// fraction, lower than any without.
func appendGentooNumber(dst []byte, digits string) []byte {
	if digits[0] == '0' {
		return appendText(append(dst, partAbsent), strings.TrimRight(digits, "0"))
	}
	return appendNumber(append(dst, partPresent), digits)
}

func appendGentooSuffix(dst []byte, s string) (key []byte, rest string, ok bool) {
	i, rest := cutWord(s, gentooPreSuffixes())
	if i >= 0 {
		dst = append(dst, gentooPreSuffix, byte(i))
	} else if rest, ok = strings.CutPrefix(s, "p"); ok {
		dst = append(dst, gentooPostSuffix)
	} else {
		return dst, s, false
	}
	digits, rest := cutSpan(rest, isDigit)
	return appendNumber(dst, digits), rest, true
}
