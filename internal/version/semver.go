package version

import "strings"

// Semantic Versioning 2.0.0 (semver.org), section 11, read as leniently as the
// tools around it do: a leading "v", missing or additional numbers, and a
// pre-release that follows without a hyphen ("1.20rc1", "1.0.0.beta") are
// taken.

// Codes that follow the numbers of a release.
const (
	moreNumbers  = 2 // another number follows
	endOfNumbers = 1
)

// Codes of a pre-release's identifiers.
const (
	endOfIdents  = 0
	numericIdent = 1
	textIdent    = 2
	noIdents     = 3 // a release: higher than all its pre-releases
)

// identKind says how a pre-release identifier is ordered.
type identKind func(ident string) (numeric bool)

// looseIdent takes digits for a number, with leading zeros or without, as
// node-semver does in its loose mode.
func looseIdent(ident string) bool { return allDigits(ident) }

// strictIdent takes digits with a leading zero for text: they are no numeric
// identifier of the specification.
func strictIdent(ident string) bool {
	return allDigits(ident) && (ident == "0" || ident[0] != '0')
}

// encodeSemVer is the order of SemVer, npm and most small ecosystems.
func encodeSemVer(dst []byte, s string) ([]byte, error) { return appendSemVer(dst, s, looseIdent) }

// encodeCargo is the order of the semver crate.
func encodeCargo(dst []byte, s string) ([]byte, error) { return appendSemVer(dst, s, strictIdent) }

func appendSemVer(dst []byte, s string, numeric identKind) ([]byte, error) {
	core, _, _ := strings.Cut(cutV(s), "+")
	dst, rest, err := appendRelease(dst, core, 3)
	if err != nil {
		return nil, err
	}
	return appendPreRelease(dst, rest, numeric)
}

// appendRelease appends the dotted numbers at the beginning of s and returns
// what follows them. The first fixed ones are always there, as zero where s has
// fewer; trailing zeros beyond them do not count.
func appendRelease(dst []byte, s string, fixed int) (key []byte, rest string, err error) {
	if s == "" || !isDigit(s[0]) {
		return nil, "", errNoNumber
	}
	zeros, n := 0, 0
	for {
		var digits string
		digits, s = cutSpan(s, isDigit)
		switch n++; {
		case n <= fixed:
			dst = appendNumber(dst, digits)
		case strings.Trim(digits, "0") == "":
			zeros++
		default:
			for ; zeros > 0; zeros-- {
				dst = appendNumber(append(dst, moreNumbers), "")
			}
			dst = appendNumber(append(dst, moreNumbers), digits)
		}
		if len(s) < 2 || s[0] != '.' || !isDigit(s[1]) {
			break
		}
		s = s[1:]
	}
	for ; n < fixed; n++ {
		dst = appendNumber(dst, "")
	}
	return append(dst, endOfNumbers), s, nil
}

// appendPreRelease appends the identifiers in s, which begins with a separator
// or with the first identifier itself.
func appendPreRelease(dst []byte, s string, numeric identKind) ([]byte, error) {
	if s == "" {
		return append(dst, noIdents), nil
	}
	switch s[0] {
	case '-', '.', '_', '~':
		s = s[1:]
	}
	for more := true; more; {
		var ident string
		ident, s, more = strings.Cut(s, ".")
		switch {
		case ident == "":
			return nil, errEmptyPart
		case !isIdent(ident):
			return nil, errUnexpected
		case numeric(ident):
			dst = appendNumber(append(dst, numericIdent), ident)
		default:
			dst = appendText(append(dst, textIdent), ident)
		}
	}
	return append(dst, endOfIdents), nil
}

// isIdent reports whether s can be an identifier. Wildcards are none: what
// holds one is a range of versions.
func isIdent(s string) bool {
	return s != "x" && s != "X" && span(s, func(c byte) bool {
		return isAlnum(c) || c == '-' || c == '_' || c == '~' || c == '+'
	}) == len(s)
}
