// Package manifest finds where manifests say which versions a project asks for,
// so that a version can be replaced in place.
//
// Read are go.mod, package.json, the catalogs of pnpm-workspace.yaml, Cargo.toml,
// pyproject.toml and requirements files of pip. Only requirements are returned whose lowest version is one text that can
// be exchanged; all others, such as alternatives and wildcards, are left out.
package manifest

import (
	"path"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/internal/version"
	"github.com/penstock-dev/penstock/scan"
)

// Declaration is a requirement in a manifest.
type Declaration struct {
	// Ecosystem as the OSV schema names it, and Name as the manifest writes it.
	Ecosystem, Name string
	// Spec is the whole requirement, such as "^1.2.3"; the version in it is
	// Spec[Start:End].
	Spec       string
	Start, End int
	// Region is the place of the version in the file.
	Region scan.Region
	// Caret says that a version without operator stands for the range "^".
	Caret bool
	// Alone says that the version is used as soon as the file says so: there is no
	// lockfile or checksum beside it that has to follow.
	Alone bool
}

// Version returns the version that the requirement names.
func (d *Declaration) Version() string { return d.Spec[d.Start:d.End] }

// Holds reports whether the requirement holds for a version.
func (d *Declaration) Holds(v string) bool { return d.holds(d.Spec, v) }

// Allows reports whether the requirement holds for a version once that stands in
// it: an upper bound may forbid it.
func (d *Declaration) Allows(v string) bool { return d.holds(d.Spec[:d.Start]+v+d.Spec[d.End:], v) }

func (d *Declaration) holds(spec, v string) bool {
	scheme, ok := version.Of(d.Ecosystem)
	if !ok {
		return false
	}
	if d.Caret && strings.Trim(spec[:1], "0123456789") == "" {
		spec = "^" + spec
	}
	key, err := scheme.Parse(v)
	if err != nil {
		return false
	}
	constraint, err := scheme.Constraint(spec)
	return err == nil && constraint.Holds(key)
}

// form is how one kind of file is read.
type form struct {
	is   func(base string) bool
	read func(*reader)
}

func named(name string) func(string) bool { return func(base string) bool { return base == name } }

func isRequirements(base string) bool {
	return strings.HasSuffix(base, ".txt") && strings.Contains(base, "requirement") && !strings.Contains(base, "constraint")
}

var forms = [...]form{
	{named("go.mod"), (*reader).goMod},
	{named("package.json"), (*reader).packageJSON},
	{named("pnpm-workspace.yaml"), (*reader).pnpmCatalogs},
	{named("Cargo.toml"), (*reader).cargo},
	{named("pyproject.toml"), (*reader).pyproject},
	{isRequirements, (*reader).requirements},
}

func formOf(p string) *form {
	base := path.Base(p)
	for i := range forms {
		if forms[i].is(base) {
			return &forms[i]
		}
	}
	return nil
}

// Wants reports whether a path is that of a manifest. What others installed is
// none of the project.
func Wants(p string) bool {
	return formOf(p) != nil && !strings.Contains("/"+p, "/node_modules/") && !strings.Contains("/"+p, "/site-packages/")
}

// Read returns what a manifest declares, in the order of the file. A file that is
// broken yields nothing: the reader of packages tells.
func Read(f *scan.File) []Declaration {
	kind := formOf(f.Path)
	if kind == nil || f.Binary() {
		return nil
	}
	r := &reader{file: f, text: f.Bytes()}
	kind.read(r)
	return r.list
}

// reader gathers the declarations of one file.
type reader struct {
	file *scan.File
	text []byte
	list []Declaration
}

// maxDeclarations bounds what is kept of one file.
const maxDeclarations = 10_000

// specPattern is a requirement whose first part is a lower bound or an exact
// version, and whose others are bounds that a higher version may keep.
var specPattern = regexp.MustCompile(`^\s*(?:\^|~|~>|~=|>=|={1,3}|)\s*v?([0-9]+(?:\.[0-9]+)*[0-9A-Za-z.+-]*)(?:\s*,?\s*(?:<=?|!=)\s*[0-9][0-9A-Za-z.+-]*)*\s*$`)

// add takes a requirement that stands at an offset of the file.
func (r *reader) add(d Declaration, at int) {
	m := specPattern.FindStringSubmatchIndex(d.Spec)
	if m == nil || len(r.list) == maxDeclarations || strings.HasSuffix(d.Spec[m[2]:m[3]], ".x") {
		return
	}
	d.Start, d.End = m[2], m[3]
	d.Region = r.file.Location(at+d.Start, at+d.End).Region
	r.list = append(r.list, d)
}
