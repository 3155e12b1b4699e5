package version

import "strings"

// Go modules (go.dev/ref/mod#versions) are Semantic Versioning with a "v";
// "+incompatible" is build metadata, and pseudo-versions order by themselves.
// The Go toolchain and standard library have versions of their own, such as
// "go1.21rc2", which the advisories write as "1.21.0-rc.2"
// (go.dev/doc/toolchain#version).
func encodeGo(dst []byte, s string) ([]byte, error) {
	s, _, _ = strings.Cut(s, " ") // "go1.24.1 X:boringcrypto"
	s = strings.TrimPrefix(s, "go")
	core, _, _ := strings.Cut(cutV(s), "+")
	dst, rest, err := appendRelease(dst, core, 3)
	if err != nil {
		return nil, err
	}
	if rest == "" || !isLower(rest[0]) {
		return appendPreRelease(dst, rest, strictIdent)
	}
	word, rest := cutSpan(rest, isLower)
	dst = appendText(append(dst, textIdent), word)
	if digits, _ := cutSpan(rest, isDigit); digits != "" {
		dst = appendNumber(append(dst, numericIdent), digits)
	}
	return append(dst, endOfIdents), nil
}
