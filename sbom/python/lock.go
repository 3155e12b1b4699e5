package python

import (
	"strings"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// tomlLock is a lockfile in TOML with one table per package. Poetry, PDM, uv
// and PEP 751 differ in what those tables hold.
type tomlLock struct {
	file   *scan.File
	doc    tomlpos.Table
	list   entry.List
	nodes  []lockNode
	byName map[string][]int // PEP 503 name to indexes of nodes
	errs   []error
}

// lockNode is one table with its package.
type lockNode struct {
	table tomlpos.Table
	pkg   *scan.Package
}

// openLock parses a lockfile and makes the packages of its tables. A lockfile
// that breaks off has those in front of the break.
func openLock(f *scan.File, tables string) *tomlLock {
	l := &tomlLock{file: f, byName: map[string][]int{}}
	var err error
	if l.doc, err = parseLock(f.Bytes()); err != nil {
		l.errs = append(l.errs, entry.Malformed(f, 0, err))
	}
	packages := l.doc.Tables(tables)
	spans := entry.TableAt(f, tables, len(packages))
	for i, t := range packages {
		name := t.Str("name")
		p := entry.New(f, ecosystem, name, t.Str("version"), spans[i].Start, spans[i].End)
		l.byName[purl.NormalizePyPI(name)] = append(l.byName[purl.NormalizePyPI(name)], len(l.nodes))
		l.nodes = append(l.nodes, lockNode{t, p})
	}
	return l
}

// add puts the packages into the list, after their sources are known.
func (l *tomlLock) add() {
	for i := range l.nodes {
		l.nodes[i].pkg.Hashes = entry.SortHashes(l.nodes[i].pkg.Hashes)
		l.nodes[i].pkg = l.list.Add(l.nodes[i].pkg)
	}
}

// find returns the package of a name, and of a version where one is given.
func (l *tomlLock) find(name, version string) *scan.Package {
	for _, i := range l.byName[purl.NormalizePyPI(name)] {
		if p := l.nodes[i].pkg; version == "" || p.Version == version {
			return p
		}
	}
	return nil
}

// all returns every package of a name: forks of a resolution for different
// platforms.
func (l *tomlLock) all(name string) []*scan.Package {
	var list []*scan.Package
	for _, i := range l.byName[purl.NormalizePyPI(name)] {
		list = append(list, l.nodes[i].pkg)
	}
	return list
}

// listedHashes reads a list of files with a hash each, which may have been cut
// down to their hashes.
func listedHashes(p *scan.Package, t tomlpos.Table, key string) {
	for _, hash := range t.Strings(key) {
		p.Hashes = append(p.Hashes, entry.Hex("", hash)...)
	}
	addHashes(p, t.Tables(key)...)
}

func addHashes(p *scan.Package, files ...tomlpos.Table) {
	for _, f := range files {
		p.Hashes = append(p.Hashes, entry.Hex("", f.Str("hash"))...)
		hashes := f.Table("hashes")
		for _, algorithm := range []string{"sha256", "sha384", "sha512"} {
			p.Hashes = append(p.Hashes, entry.Hex(algorithm, hashes.Str(algorithm))...)
		}
	}
}

// setSource says where a package comes from, unless it is the default registry.
func setSource(p *scan.Package, place string) {
	if !registry.Default(ecosystem, place) {
		p.Source = entry.CleanURL(place)
	}
}

// groupScope is the scope of a package that belongs to groups of dependencies:
// the widest of theirs.
func groupScope(groups []string, optional bool) scan.Scope {
	scope := scan.ScopeUnknown
	for _, g := range groups {
		if g == "main" || g == "default" {
			if optional {
				return scan.ScopeOptional
			}
			return scan.ScopeRuntime
		}
		scope = scan.ScopeDev
		if optional {
			scope = scan.ScopeOptional
		}
	}
	if scope == scan.ScopeUnknown && optional {
		return scan.ScopeOptional
	}
	return scope
}

// gitPlace splits "repository?rev=x#commit" as uv writes it.
func gitPlace(s string) (repository, commit string) {
	repository, commit, _ = strings.Cut(s, "#")
	repository, _, _ = strings.Cut(repository, "?")
	return repository, commit
}
