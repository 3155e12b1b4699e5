package version

import "strings"

// Codes of what follows at some place of a Packagist version: the order of
// PHP's version_compare, where numbers are higher than the end of a version and
// stabilities lower, except patches.
const (
	phpUnknown = 1
	phpDev     = 2
	phpAlpha   = 3
	phpBeta    = 4
	phpRC      = 5
	phpEnd     = 6
	phpNumber  = 7
	phpPatch   = 8
)

// Codes that a Packagist key begins with.
const (
	phpBranch  = 0 // a branch: lower than every release
	phpRelease = 1
)

// wildcardNumber stands for the "x" of a numeric branch such as "2.x-dev".
const wildcardNumber = "9999999"

// encodePackagist is composer/semver 3 (VersionParser::normalize and
// version_compare). Releases that it does not accept are ordered by
// version_compare alone.
func encodePackagist(dst []byte, s string) ([]byte, error) {
	s = strings.ToLower(s)
	if i := strings.LastIndexByte(s, '@'); i > 0 {
		s = s[:i] // "1.0@beta": a stability, not a version
	}
	switch s {
	case "master", "trunk", "default":
		return appendText(append(dst, phpBranch), s), nil
	}
	if branch, ok := strings.CutPrefix(s, "dev-"); ok {
		return appendText(append(dst, phpBranch), branch), nil
	}
	s = cutV(s)
	if s == "" || !isDigit(s[0]) {
		return nil, errNoNumber
	}
	s, _, _ = strings.Cut(s, "+")
	dst = append(dst, phpRelease)
	if branch, ok := strings.CutSuffix(s, "-dev"); ok && strings.ContainsAny(branch, "x*") {
		return appendNumericBranch(dst, branch)
	}
	if isDate(s) {
		return appendPHPTokens(dst, s), nil
	}
	return appendPHPTokens(appendPHPNumbers(dst, s)), nil
}

// branchPackagist reports whether a key is that of a branch without a number.
func branchPackagist(k Key) bool { return k[0] == phpBranch }

// isDate reports whether s is a release by date, such as "2024-05-01", which is
// not filled up to four numbers.
func isDate(s string) bool {
	return len(s) >= 7 && allDigits(s[:4]) && (s[4] == '-' || s[4] == ':') && allDigits(s[5:7])
}

// appendNumericBranch appends a branch such as "2.x": later than any of its
// releases.
func appendNumericBranch(dst []byte, branch string) ([]byte, error) {
	parts := strings.Split(branch, ".")
	if len(parts) > 4 {
		return nil, errUnexpected
	}
	for i := range 4 {
		number := wildcardNumber
		if i < len(parts) && parts[i] != "x" && parts[i] != "*" {
			number = parts[i]
		}
		if !allDigits(number) {
			return nil, errUnexpected
		}
		dst = appendNumber(append(dst, phpNumber), number)
	}
	return append(dst, phpDev, phpEnd), nil
}

// appendPHPNumbers appends the dotted numbers at the beginning of s, at least
// four.
func appendPHPNumbers(dst []byte, s string) (key []byte, rest string) {
	n := 0
	for {
		var digits string
		digits, s = cutSpan(s, isDigit)
		dst = appendNumber(append(dst, phpNumber), digits)
		n++
		if len(s) < 2 || s[0] != '.' || !isDigit(s[1]) {
			break
		}
		s = s[1:]
	}
	for ; n < 4; n++ {
		dst = appendNumber(append(dst, phpNumber), "")
	}
	return dst, s
}

// appendPHPTokens appends the rest of a version: words and numbers, with or
// without separators between them.
func appendPHPTokens(dst []byte, s string) []byte {
	for s != "" {
		var token string
		switch c := s[0]; {
		case isDigit(c):
			token, s = cutSpan(s, isDigit)
			dst = appendNumber(append(dst, phpNumber), token)
		case isLetter(c):
			token, s = cutSpan(s, isLetter)
			if token != "stable" {
				dst = append(dst, phpStability(token))
			}
		default:
			s = s[1:]
		}
	}
	return append(dst, phpEnd)
}

// phpStability returns the code of a word, of which version_compare looks at the
// beginning only.
func phpStability(word string) byte {
	switch {
	case strings.HasPrefix(word, "dev"):
		return phpDev
	case word[0] == 'a':
		return phpAlpha
	case word[0] == 'b':
		return phpBeta
	case strings.HasPrefix(word, "rc"):
		return phpRC
	case word[0] == 'p':
		return phpPatch
	}
	return phpUnknown
}
