package javascript

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PNPMLock reads pnpm-lock.yaml of lockfile versions 5 to 9, all documents of
// it. The projects of a workspace have no names there and are not reported; what
// they ask for is direct. Scopes are those of the shortest way from a project:
// version 9 does not tell them and earlier versions agree.
type PNPMLock struct{}

// Name returns "javascript/pnpm-lock".
func (PNPMLock) Name() string { return "javascript/pnpm-lock" }

// Patterns returns pnpm-lock.yaml.
func (PNPMLock) Patterns() []string { return []string{"pnpm-lock.yaml"} }

// Extract reads one lockfile.
func (PNPMLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	docs, err := yamlpos.Parse(f.Bytes())
	if err != nil {
		err = entry.Malformed(f, 0, err)
	} else if len(docs) > 0 && !docs[0].IsMap() {
		err = entry.Malformed(f, 0, errNoMapping)
	}
	errs := []error{err}
	var list entry.List
	for _, doc := range docs {
		version, _ := strconv.ParseFloat(doc.Get("lockfileVersion").Str(), 64)
		r := pnpmReader{file: f, list: &list, slashes: version > 0 && version < 6, byKey: map[string]*scan.Package{}}
		errs = append(errs, r.read(doc)...)
	}
	list.Report(out)
	return errors.Join(errs...)
}

var errNoMapping = errors.New("the document is no mapping")

// pnpmReader turns one document into packages.
type pnpmReader struct {
	file    *scan.File
	list    *entry.List
	slashes bool                     // "/name/1.0.0", before version 6
	byKey   map[string]*scan.Package // without leading slash and peers
}

func (r *pnpmReader) read(doc yamlpos.Value) []error {
	var errs []error
	packages := doc.Get("packages")
	for key, value := range packages.Members() {
		if !r.add(key, value) {
			start, end := yamlpos.Span(key, value)
			errs = append(errs, entry.Diagnostic(r.file, scan.DiagMalformed, start, end, "key of a package is not understood", nil))
		}
	}
	for key, value := range packages.Members() {
		r.link(key, value)
	}
	for key, value := range doc.Get("snapshots").Members() {
		r.link(key, value)
	}
	r.project(doc)
	for _, importer := range doc.Get("importers").Members() {
		r.project(importer)
	}
	r.list.Direct()
	return errs
}

// add makes the package of an entry and reports whether its key has the form of
// one.
func (r *pnpmReader) add(key, value yamlpos.Value) bool {
	name, place, ok := r.split(key.Str())
	if own := value.Get("name").Str(); own != "" {
		name, ok = own, true
	}
	if !ok {
		return false
	}
	version := value.Get("version").Str()
	if version == "" && !strings.ContainsAny(place, ":/") {
		version = place
	}
	start, end := yamlpos.Span(key, value)
	p := entry.New(r.file, ecosystem, name, version, start, end)
	resolution := value.Get("resolution")
	p.Hashes = entry.SRI(resolution.Get("integrity").Str())
	r.source(p, resolution)
	if value.Get("dev").True() { // also of what is optional there
		p.Scope = scan.ScopeDev
	} else if value.Get("optional").True() {
		p.Scope = scan.ScopeOptional
	}
	entry.SetProperty(p, "deprecated", value.Get("deprecated").Str())
	if value.Get("requiresBuild").True() {
		entry.SetProperty(p, "installScript", "true")
	}
	r.byKey[pnpmKey(key.Str())] = r.list.Add(p)
	return true
}

func (r *pnpmReader) source(p *scan.Package, resolution yamlpos.Value) {
	tarball := resolution.Get("tarball").Str()
	switch {
	case resolution.Get("repo").Str() != "":
		entry.SetGit(p, resolution.Get("repo").Str(), resolution.Get("commit").Str())
	case resolution.Get("directory").Str() != "":
		p.Source = resolution.Get("directory").Str()
	case tarball != "":
		npmSource(p, tarball)
		entry.SetProperty(p, "commit", commitOf(tarball))
	}
}

// pnpmKey cuts a key down to what names the package.
func pnpmKey(key string) string {
	key = strings.TrimPrefix(key, "/")
	if i := strings.IndexByte(key, '('); i > 0 {
		key = key[:i]
	}
	return key
}

// split takes name and version, or another place, out of a key.
func (r *pnpmReader) split(key string) (name, place string, ok bool) {
	if r.slashes {
		if !strings.HasPrefix(key, "/") {
			return "", "", false
		}
		name, place = cutLast(key[1:], "/")
		place, _, _ = strings.Cut(place, "_") // peers
		return name, place, name != "" && place != "" && !(strings.HasPrefix(name, "@") && !strings.Contains(name, "/"))
	}
	name, place = splitSpec(pnpmKey(key))
	return name, place, name != "" && place != ""
}

// link follows the dependencies of an entry.
func (r *pnpmReader) link(key, value yamlpos.Value) {
	from := r.byKey[pnpmKey(key.Str())]
	if from == nil {
		return
	}
	for _, field := range []string{"dependencies", "optionalDependencies"} {
		for name, version := range value.Get(field).Members() {
			r.list.Depend(from, r.resolve(name.Str(), version.Str()))
		}
	}
}

// resolve finds the package that a dependency means: its key may be put together
// of name and version, or be given in whole behind an alias.
func (r *pnpmReader) resolve(name, version string) *scan.Package {
	sep := "@"
	if r.slashes {
		sep = "/"
	}
	if p := r.byKey[pnpmKey(name+sep+version)]; p != nil {
		return p
	}
	return r.byKey[pnpmKey(version)]
}

// project follows what a project asks for, the widest scope first.
func (r *pnpmReader) project(importer yamlpos.Value) {
	for _, field := range []struct {
		name  string
		scope scan.Scope
	}{
		{"dependencies", scan.ScopeRuntime},
		{"optionalDependencies", scan.ScopeOptional},
		{"packageManagerDependencies", scan.ScopeBuild},
		{"configDependencies", scan.ScopeBuild},
		{"devDependencies", scan.ScopeDev},
	} {
		for name, value := range importer.Get(field.name).Members() {
			version := value.Str()
			if value.IsMap() {
				version = value.Get("version").Str()
			}
			p := r.resolve(name.Str(), version)
			if p == nil {
				continue
			}
			p.Relation = scan.RelationDirect
			if p.Name != name.Str() {
				entry.SetProperty(p, "alias", name.Str())
			}
			r.list.Spread(p, field.scope)
		}
	}
}
