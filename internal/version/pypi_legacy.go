package version

import "strings"

// appendLegacy appends the sort key that setuptools gave to strings that are no
// PEP 440 versions: a list of words, where words sort before numbers, "dev"
// before other words, and a hyphen stands for a patch of the final release.
func appendLegacy(dst []byte, s string) []byte {
	var parts []string
	add := func(part string) {
		if part[0] == '*' {
			if part < "*final" {
				parts = dropTrailing(parts, "*final-")
			}
			parts = dropTrailing(parts, "00000000")
		}
		parts = append(parts, part)
	}
	for s != "" {
		var part string
		part, s = cutLegacyPart(s)
		if part != "." {
			add(legacyWord(part))
		}
	}
	add("*final")
	for _, part := range parts {
		dst = append(append(dst, part...), 1) // no part holds a byte below the space
	}
	return append(dst, 0)
}

func dropTrailing(parts []string, word string) []string {
	for len(parts) > 0 && parts[len(parts)-1] == word {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// cutLegacyPart splits digits, lower-case letters, a dot, a hyphen, or a run of
// anything else off s.
func cutLegacyPart(s string) (part, rest string) {
	for _, in := range [...]func(byte) bool{isDigit, isLower} {
		if part, rest = cutSpan(s, in); part != "" {
			return part, rest
		}
	}
	if s[0] == '.' || s[0] == '-' {
		return s[:1], s[1:]
	}
	return cutSpan(s, func(c byte) bool { return !isDigit(c) && !isLower(c) && c != '.' && c != '-' })
}

func legacyWord(part string) string {
	switch part {
	case "pre", "preview", "rc":
		return "*c"
	case "dev":
		return "*@"
	case "-":
		return "*final-"
	}
	if isDigit(part[0]) {
		return strings.Repeat("0", max(0, 8-len(part))) + part
	}
	return "*" + part
}
