package inventory

import (
	"slices"
	"strings"
)

// purl is the parts of a package URL (ECMA-427). Only types that this package
// makes are normalised. It is written here, and not by package sbom/purl, to
// keep the parser of package URLs away from those who only import the analyzer;
// a test holds that both agree.
type purl struct {
	kind, namespace, name, version, subpath string
	qualifiers                              []string // key=value, encoded
}

// qualify adds a qualifier unless its value is empty.
func (p *purl) qualify(key, value string) {
	if value != "" {
		p.qualifiers = append(p.qualifiers, key+"="+escape(value))
	}
}

// String returns the canonical form, "" where the name or a part of the
// namespace is missing.
func (p purl) String() string {
	namespace, name := strings.Trim(p.namespace, "/"), p.name
	if p.kind == "github" || p.kind == "bitbucket" {
		namespace, name = strings.ToLower(namespace), strings.ToLower(name)
		if namespace == "" {
			return ""
		}
	}
	if name == "" || p.kind == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("pkg:" + p.kind)
	for part := range strings.SplitSeq(namespace, "/") {
		if part != "" {
			b.WriteString("/" + escape(part))
		}
	}
	b.WriteString("/" + escape(name))
	if p.version != "" {
		b.WriteString("@" + escape(p.version))
	}
	if len(p.qualifiers) > 0 {
		b.WriteString("?" + strings.Join(slices.Sorted(slices.Values(p.qualifiers)), "&"))
	}
	sign := "#"
	for part := range strings.SplitSeq(p.subpath, "/") {
		if part != "" && part != "." && part != ".." {
			b.WriteString(sign + escape(part))
			sign = "/"
		}
	}
	return b.String()
}

// escape percent-encodes all but what the specification leaves as it is.
func escape(text string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~:", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString(string([]byte{'%', digits[c>>4], digits[c&15]}))
		}
	}
	return b.String()
}
