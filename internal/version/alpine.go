package version

import "strings"

// Codes of the parts of an Alpine version: the types of tokens of apk-tools'
// version.c, in the order in which they rank where two versions go on
// differently. What apk-tools cannot read ends a version and makes it lower
// than the same one without it.
const (
	apkPreSuffix    = 1 // "_rc" and the like: before the end
	apkInvalid      = 2
	apkEnd          = 3
	apkRevision     = 4
	apkHash         = 5 // "~" and a commit
	apkSuffixNumber = 6
	apkPostSuffix   = 7
	apkLetter       = 8
	apkDigits       = 9
	apkAfterDot     = 10 // digits after a dot: leading zeros make a fraction
)

// apkPreSuffixes and apkPostSuffixes return suffixes in rising order.
func apkPreSuffixes() []string  { return []string{"alpha", "beta", "pre", "rc"} }
func apkPostSuffixes() []string { return []string{"cvs", "svn", "git", "hg", "p"} }

// encodeAlpine is the order of apk-tools 2, with the commit hashes of version 3.
func encodeAlpine(dst []byte, s string) ([]byte, error) {
	if span(s, func(c byte) bool { return !isDigit(c) }) == len(s) {
		return nil, errNoNumber
	}
	digits, s := cutSpan(s, isDigit)
	dst = appendNumber(append(dst, apkDigits), digits)
	last := byte(apkDigits)
	for s != "" {
		var ok bool
		if dst, s, last, ok = appendAlpineToken(dst, s, last); !ok {
			return append(dst, apkInvalid), nil
		}
	}
	return append(dst, apkEnd), nil
}

// appendAlpineToken appends the token at the beginning of s, which may follow a
// token of type last only if that is of an earlier type, except for dots and
// suffixes, which may repeat.
func appendAlpineToken(dst []byte, s string, last byte) (key []byte, rest string, kind byte, ok bool) {
	numeric := last == apkDigits || last == apkAfterDot
	suffixes := last != apkRevision && last != apkHash
	var digits string
	switch c := s[0]; {
	case numeric && isLower(c):
		return append(dst, apkLetter, c), s[1:], apkLetter, true
	case last == apkLetter && isDigit(c):
		digits, s = cutSpan(s, isDigit)
		return appendNumber(append(dst, apkDigits), digits), s, apkDigits, true
	case (last == apkPreSuffix || last == apkPostSuffix) && isDigit(c):
		digits, s = cutSpan(s, isDigit)
		return appendNumber(append(dst, apkSuffixNumber), digits), s, apkSuffixNumber, true
	case numeric && c == '.':
		dst, s = appendAlpineFraction(append(dst, apkAfterDot), s[1:])
		return dst, s, apkAfterDot, true
	case suffixes && c == '_':
		return appendAlpineSuffix(dst, s[1:])
	case suffixes && c == '~':
		hash, s := cutSpan(s[1:], isAlnum)
		return appendText(append(dst, apkHash), hash), s, apkHash, true
	case last != apkRevision && strings.HasPrefix(s, "-r") && (len(s) == 2 || isDigit(s[2])):
		digits, s = cutSpan(s[2:], isDigit)
		return appendNumber(append(dst, apkRevision), digits), s, apkRevision, true
	}
	return dst, s, last, false
}

// appendAlpineFraction appends digits after a dot. Leading zeros make them lower
// than digits without, the more the lower.
func appendAlpineFraction(dst []byte, s string) (key []byte, rest string) {
	digits, rest := cutSpan(s, isDigit)
	significant := strings.TrimLeft(digits, "0")
	if zeros := len(digits) - len(significant); zeros > 0 {
		dst = appendUintDown(append(dst, partAbsent), uint64(zeros))
		return appendNumber(dst, significant), rest
	}
	return appendNumber(append(dst, partPresent), digits), rest
}

// appendAlpineSuffix appends a suffix. "pre" has to be tried before "p".
func appendAlpineSuffix(dst []byte, s string) (key []byte, rest string, kind byte, ok bool) {
	if i, rest := cutWord(s, apkPreSuffixes()); i >= 0 {
		return append(dst, apkPreSuffix, byte(i)), rest, apkPreSuffix, true
	}
	if i, rest := cutWord(s, apkPostSuffixes()); i >= 0 {
		return append(dst, apkPostSuffix, byte(i)), rest, apkPostSuffix, true
	}
	return dst, s, 0, false
}

// cutWord splits the first of the words that s begins with off s and returns
// its index, or -1.
func cutWord(s string, words []string) (index int, rest string) {
	for i, word := range words {
		if rest, found := strings.CutPrefix(s, word); found {
			return i, rest
		}
	}
	return -1, s
}
