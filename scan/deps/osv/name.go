package osv

import "strings"

// NormalName returns a package's name in the form under which its ecosystem
// knows no other spelling of it: PyPI by PEP 503, NuGet, Packagist and GitHub
// Actions in lower case, repositories of SwiftURL and GIT without scheme and
// ".git" in lower case, and the name as it is everywhere else.
func NormalName(ecosystem, name string) string {
	var buf [128]byte
	normal := appendName(buf[:0], ecosystem, name)
	if string(normal) == name {
		return name
	}
	return string(normal)
}

// appendName appends the normal form of a name.
func appendName(dst []byte, ecosystem, name string) []byte {
	switch base, _, _ := strings.Cut(ecosystem, ":"); base {
	case "PyPI":
		return appendPEP503(dst, name)
	case "NuGet", "Packagist", "GitHub Actions":
		return appendLower(dst, name)
	case "SwiftURL", "GIT":
		if _, after, ok := strings.Cut(name, "://"); ok {
			name = after
		}
		return appendLower(dst, strings.TrimSuffix(strings.TrimSuffix(name, "/"), ".git"))
	default:
		return append(dst, name...)
	}
}

func appendLower(dst []byte, s string) []byte {
	for i := range len(s) {
		dst = append(dst, lower(s[i]))
	}
	return dst
}

// appendPEP503 appends s in lower case with runs of hyphens, underscores and
// dots as one hyphen.
func appendPEP503(dst []byte, s string) []byte {
	for i := range len(s) {
		c := lower(s[i])
		if c == '_' || c == '.' {
			c = '-'
		}
		if c == '-' && i > 0 && dst[len(dst)-1] == '-' {
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// normalEcosystem returns an ecosystem's name without what does not tell two
// apart: Ubuntu's records write "Ubuntu:22.04:LTS", others do not.
func normalEcosystem(ecosystem string) string { return strings.TrimSuffix(ecosystem, ":LTS") }

// baseEcosystem returns an ecosystem's name without suffix.
func baseEcosystem(ecosystem string) string {
	base, _, _ := strings.Cut(ecosystem, ":")
	return base
}
