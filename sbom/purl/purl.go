// Package purl turns package names of an ecosystem into package URLs
// (ECMA-427) and back. Parsing, validation, normalisation and encoding are
// those of packageurl-go; what this package adds is the table between the
// ecosystems of the OSV schema and the types of package URLs, in one place.
package purl

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	packageurl "github.com/package-url/packageurl-go"
)

// ErrNoType is wrapped by errors about package URLs and ecosystems that have
// no counterpart.
var ErrNoType = errors.New("no counterpart between ecosystem and package URL type")

// Qualifier is a key and value behind the question mark of a package URL.
type Qualifier = packageurl.Qualifier

// URL is the parts of a package URL, normalised.
type URL = packageurl.PackageURL

// Parse reads a package URL and refuses what its specification refuses.
func Parse(s string) (URL, error) {
	u, err := packageurl.FromString(s)
	if err != nil {
		return URL{}, fmt.Errorf("parse package URL %q: %w", s, err)
	}
	return u, nil
}

// Canonical checks and normalises the parts of a package URL and returns them
// with the canonical form.
func Canonical(u URL) (string, error) {
	u.Qualifiers = slices.Clone(u.Qualifiers)
	if err := u.Normalize(); err != nil {
		return "", fmt.Errorf("build package URL of %q: %w", u.Name, err)
	}
	return u.ToString(), nil
}

// Of returns the canonical package URL of a package, "" when its ecosystem has
// no package URL type, its name is empty or the qualifiers break the rules. The
// name is as the ecosystem writes it, with scope, group or module path;
// qualifiers without a value are left out.
func Of(ecosystem, name, version string, qualifiers ...Qualifier) string {
	t, ok := typeOf(ecosystem)
	if !ok || name == "" {
		return ""
	}
	u := URL{Type: t.purl, Name: name, Version: version}
	if t.sep != "" {
		if i := strings.LastIndex(name, t.sep); i >= 0 {
			u.Namespace, u.Name = name[:i], name[i+len(t.sep):]
		}
	}
	if t.purl == packageurl.TypePyPi {
		u.Name = NormalizePyPI(name)
	}
	for _, q := range qualifiers {
		if q.Value != "" {
			u.Qualifiers = append(u.Qualifiers, q)
		}
	}
	s, err := Canonical(u)
	if err != nil {
		return ""
	}
	return s
}

// typeActions is what the OSV project writes for actions of GitHub. The type is
// not registered, [Of] does not write it.
const typeActions = "githubactions"

// Split returns ecosystem, name and version that a package URL stands for, as far
// as the URL keeps them: the names of some types are in lower case there. An
// error wraps [ErrNoType] where no ecosystem of a programming language has the
// URL's type.
func Split(s string) (ecosystem, name, version string, err error) {
	u, err := Parse(s)
	if err != nil {
		return "", "", "", err
	}
	if u.Type == typeActions {
		u.Type = packageurl.TypeGithub
	}
	for _, t := range ecosystems() {
		if t.purl != u.Type {
			continue
		}
		name = u.Name
		if u.Namespace != "" {
			name = u.Namespace + t.sep + u.Name
		}
		return t.osv, name, u.Version, nil
	}
	return "", "", "", fmt.Errorf("package URL type %q: %w", u.Type, ErrNoType)
}

// NormalizePyPI returns a Python project's name as PEP 503 writes it: lower
// case, with each run of dashes, dots and underscores as one dash.
func NormalizePyPI(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(name) {
		if r == '-' || r == '_' || r == '.' {
			dash = true
			continue
		}
		if dash && b.Len() > 0 {
			b.WriteByte('-')
		}
		dash = false
		b.WriteRune(r)
	}
	return b.String()
}

func typeOf(ecosystem string) (ecosystemType, bool) {
	ecosystem, _, _ = strings.Cut(ecosystem, ":")
	for _, t := range ecosystems() {
		if t.osv == ecosystem {
			return t, true
		}
	}
	return ecosystemType{}, false
}
