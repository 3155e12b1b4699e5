// Package registry knows the hosts of the ecosystems' default registries, so
// that a package is only said to come from elsewhere when it does.
package registry

import (
	"cmp"
	"slices"
	"strings"
)

// Default reports whether source is empty or lies on a default registry of the
// ecosystem, named as in the OSV schema. A prefix that lock files put in front
// of the URL, such as "registry+", is ignored.
func Default(ecosystem, source string) bool {
	if source == "" {
		return true
	}
	for _, prefix := range []string{"registry+", "sparse+"} {
		source = strings.TrimPrefix(source, prefix)
	}
	rest, ok := strings.CutPrefix(source, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(source, "http://"); !ok {
			return false
		}
	}
	return slices.ContainsFunc(registryTable[:], func(r registry) bool { return r.ecosystem == ecosystem && r.serves(rest) })
}

// registry is one default registry. Its host is kept in parts.
type registry struct {
	ecosystem string
	host      []string
	path      string
}

// serves reports whether a URL without its scheme lies on the registry.
func (r registry) serves(rest string) bool {
	for i, part := range r.host {
		var ok bool
		if rest, ok = strings.CutPrefix(rest, part); !ok {
			return false
		}
		if i < len(r.host)-1 {
			if rest, ok = strings.CutPrefix(rest, "."); !ok {
				return false
			}
		}
	}
	return rest == "" && r.path == "" || strings.HasPrefix(rest, cmp.Or(r.path, "/"))
}

var registryTable = [...]registry{
	{"npm", []string{"registry", "npmjs", "org"}, "/"},
	{"npm", []string{"registry", "yarnpkg", "com"}, "/"},
	{"PyPI", []string{"pypi", "org"}, "/"},
	{"PyPI", []string{"files", "pythonhosted", "org"}, "/"},
	{"crates.io", []string{"github", "com"}, "/rust-lang/crates.io-index"},
	{"crates.io", []string{"index", "crates", "io"}, "/"},
	{"RubyGems", []string{"rubygems", "org"}, "/"},
	{"Pub", []string{"pub", "dartlang", "org"}, ""},
	{"Pub", []string{"pub", "dev"}, ""},
	{"Packagist", []string{"packagist", "org"}, ""},
	{"Terraform", []string{"registry", "terraform", "io"}, "/"},
	{"Terraform", []string{"registry", "opentofu", "org"}, "/"},
	{"Packagist", []string{"repo", "packagist", "org"}, ""},
}
