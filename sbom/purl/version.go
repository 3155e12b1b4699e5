package purl

import "strings"

// SameVersion reports whether a version that is stated beside a package URL is the
// one in it, apart from case, a "v" in front and an epoch. It is where either is
// empty, and of types whose URLs may have a digest in its place.
func SameVersion(version string, u URL) bool {
	if version == "" || u.Version == "" || u.Type == "oci" || u.Type == "docker" || u.Type == "github" || u.Type == "githubactions" {
		return true
	}
	fold := func(s string) string { return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "v") }
	if fold(version) == fold(u.Version) {
		return true
	}
	// An epoch is part of the version here and may be a qualifier there.
	epoch, rest, ok := strings.Cut(version, ":")
	told := u.Qualifiers.Map()["epoch"]
	return ok && rest == u.Version && (told == "" || told == epoch)
}
