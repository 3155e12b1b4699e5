package version

import "strings"

// Bitnami versions are Semantic Versioning, except that a pre-release that is
// one number is the revision of the packaging and comes after the release.
func encodeBitnami(dst []byte, s string) ([]byte, error) {
	core, revision, _ := strings.Cut(s, "-")
	if !allDigits(revision) {
		core, revision = s, ""
	}
	dst, err := encodeSemVer(dst, core)
	if err != nil {
		return nil, err
	}
	return appendNumber(dst, revision), nil
}
