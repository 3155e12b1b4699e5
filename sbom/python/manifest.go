package python

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// manifest gathers the requirements of a file that says what a project asks
// for. A version that stays open is kept as the property "requirement".
type manifest struct {
	file *scan.File
	list entry.List
	root *scan.Package
}

// add reads a requirement of PEP 508; what is none, such as a template, is left
// out.
func (m *manifest) add(text string, start, end int, scope scan.Scope) {
	q, err := parseRequirement(text)
	if err != nil || q.name == "" || strings.ContainsAny(text, "{}%") {
		return
	}
	p := entry.New(m.file, ecosystem, q.name, q.version, start, end)
	if q.version == "" {
		spec := strings.TrimSpace(strings.TrimPrefix(text, q.name))
		if i := strings.LastIndexByte(spec, ']'); i >= 0 {
			spec = spec[i+1:]
		}
		spec, _, _ = strings.Cut(spec, ";")
		if q.url == "" {
			entry.Open(p, spec)
		}
	}
	switch {
	case q.commit != "":
		entry.SetGit(p, q.url, q.commit)
	case q.url != "":
		p.Source = entry.CleanURL(q.url)
	}
	p.Scope, p.Relation = scope, scan.RelationDirect
	entry.SetProperty(p, "marker", q.marker)
	entry.SetProperty(p, "extras", strings.Join(q.extras, ","))
	m.list.Depend(m.root, m.list.Add(p))
}

// project reports the project itself.
func (m *manifest) project(name, version string, start, end int) {
	if namePattern.FindString(name) != name || name == "" {
		return
	}
	p := entry.New(m.file, ecosystem, name, version, start, end)
	p.Relation = scan.RelationRoot
	m.root = m.list.Add(p)
}

// locks returns the paths of lockfiles in the folder of a manifest.
func locks(manifest string, names ...string) []string {
	list := make([]string, 0, len(names))
	for _, name := range names {
		list = append(list, path.Join(path.Dir(manifest), name))
	}
	return list
}

// extraScope guesses what an extra or group is for.
func extraScope(name string) scan.Scope {
	switch strings.ToLower(name) {
	case "dev", "develop", "development", "docs", "doc", "lint", "typing":
		return scan.ScopeDev
	case "test", "tests", "testing":
		return scan.ScopeTest
	default:
		return scan.ScopeOptional
	}
}
