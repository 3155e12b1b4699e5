package version

import "strings"

// Pub (pub.dev/packages/pub_semver) orders by build metadata too: a version
// with some comes after the same one without.
func encodePub(dst []byte, s string) ([]byte, error) {
	_, build, _ := strings.Cut(s, "+")
	dst, err := appendSemVer(dst, s, looseIdent)
	if err != nil || build == "" {
		return append(dst, endOfIdents), err
	}
	for ident := range strings.SplitSeq(build, ".") {
		if allDigits(ident) {
			dst = appendNumber(append(dst, numericIdent), ident)
		} else {
			dst = appendText(append(dst, textIdent), ident)
		}
	}
	return append(dst, endOfIdents), nil
}
