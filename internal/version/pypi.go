package version

import "strings"

// Codes of the parts of a PEP 440 version, in the order in which the parts of
// its sort key follow one another.
const (
	pypiLegacy = 0 // no PEP 440 version: before all others
	pypiNormal = 1

	preDevOnly   = 0 // a development release of the final one
	preAlpha     = 1
	preBeta      = 2
	preCandidate = 3
	preNone      = 4

	partAbsent  = 0
	partPresent = 1

	devPresent = 0
	devAbsent  = 1
)

// encodePyPI is PEP 440, with its normalisations, and behind it the order of
// setuptools' older versions for strings that are none (packaging's
// LegacyVersion, which advisories still list).
func encodePyPI(dst []byte, s string) ([]byte, error) {
	s = strings.ToLower(s)
	if key, ok := appendPEP440(append(dst, pypiNormal), s); ok {
		return key, nil
	}
	return appendLegacy(append(dst, pypiLegacy), s), nil
}

// legacyPyPI reports whether a key is that of no PEP 440 version.
func legacyPyPI(k Key) bool { return k[0] == pypiLegacy }

// appendPEP440 reads s from left to right as the regular expression in the
// appendix of PEP 440 does.
func appendPEP440(dst []byte, s string) (key []byte, ok bool) {
	s = strings.TrimPrefix(s, "v")
	digits, rest := cutSpan(s, isDigit)
	if digits != "" && strings.HasPrefix(rest, "!") {
		dst, s = appendNumber(dst, digits), rest[1:]
	} else {
		dst = appendNumber(dst, "")
	}
	dst, s, err := appendRelease(dst, s, 0)
	if err != nil {
		return nil, false
	}
	pre, preNumber, s := cutPre(s)
	post, postNumber, s := cutPost(s)
	dev, devNumber, s := cutLabelled(s, "dev")
	if pre == preNone && !post && dev {
		pre = preDevOnly
	}
	dst = appendNumber(append(dst, pre), preNumber)
	dst = appendOptional(dst, post, postNumber)
	if dev {
		dst = appendNumber(append(dst, devPresent), devNumber)
	} else {
		dst = append(dst, devAbsent)
	}
	return appendLocal(dst, s)
}

func appendOptional(dst []byte, present bool, number string) []byte {
	if !present {
		return append(dst, partAbsent)
	}
	return appendNumber(append(dst, partPresent), number)
}

// cutPre splits a pre-release such as "a1", "-beta.2" or "rc" off s.
func cutPre(s string) (code byte, number, rest string) {
	for _, label := range [...]struct {
		word string
		code byte
	}{
		{"alpha", preAlpha}, {"beta", preBeta}, {"preview", preCandidate}, {"pre", preCandidate},
		{"rc", preCandidate}, {"a", preAlpha}, {"b", preBeta}, {"c", preCandidate},
	} {
		if found, number, rest := cutLabelled(s, label.word); found {
			return label.code, number, rest
		}
	}
	return preNone, "", s
}

// cutPost splits a post-release such as "-1", ".post2" or "r3" off s.
func cutPost(s string) (found bool, number, rest string) {
	if len(s) > 1 && s[0] == '-' && isDigit(s[1]) {
		number, rest = cutSpan(s[1:], isDigit)
		return true, number, rest
	}
	for _, word := range [...]string{"post", "rev", "r"} {
		if found, number, rest = cutLabelled(s, word); found {
			return true, number, rest
		}
	}
	return false, "", s
}

// cutLabelled splits word off the beginning of s, together with a separator in
// front and a number behind that may have one of its own.
func cutLabelled(s, word string) (found bool, number, rest string) {
	rest, found = strings.CutPrefix(s, word)
	if !found && s != "" && isPyPISeparator(s[0]) {
		rest, found = strings.CutPrefix(s[1:], word)
	}
	if !found {
		return false, "", s
	}
	if len(rest) > 1 && isPyPISeparator(rest[0]) && isDigit(rest[1]) {
		rest = rest[1:]
	}
	number, after := cutSpan(rest, isDigit)
	if number == "" && after != "" && isPyPISeparator(after[0]) && !startsLabel(after[1:]) {
		after = after[1:]
	}
	return true, number, after
}

// startsLabel reports whether a separator before s belongs to s.
func startsLabel(s string) bool { return s != "" && isLetter(s[0]) }

func isPyPISeparator(c byte) bool { return c == '.' || c == '-' || c == '_' }

// appendLocal appends the local version in s, which is all that is left.
// Numbers are higher than words, and more segments higher than fewer.
func appendLocal(dst []byte, s string) (key []byte, ok bool) {
	if s == "" {
		return append(dst, endOfIdents), true
	}
	if s[0] != '+' {
		return nil, false
	}
	for more := true; more; {
		segment, rest := cutSpan(s[1:], isAlnum)
		switch {
		case segment == "":
			return nil, false
		case allDigits(segment):
			dst = appendNumber(append(dst, textIdent), segment)
		default:
			dst = appendText(append(dst, numericIdent), segment)
		}
		if more = rest != ""; more && !isPyPISeparator(rest[0]) {
			return nil, false
		}
		s = rest
	}
	return append(dst, endOfIdents), true
}
