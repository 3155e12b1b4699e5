package python

import (
	"path"
	"slices"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

const pyproject = "pyproject.toml"

// relate says what the project asks for itself, which the lockfiles of Poetry and
// PDM leave to the pyproject.toml beside them: what that names is direct, all else
// came with something. Without it only what nothing else needs is known to be
// direct; what something needs may be asked for as well, and stays unknown.
func (l *tomlLock) relate(near func(string) *scan.File) {
	defer l.list.GuessDirect()
	f := near(path.Join(l.file.Dir(), pyproject))
	if f == nil {
		return
	}
	doc, err := entry.TOML(f)
	if err != nil {
		return // its own turn tells
	}
	names := requested(doc)
	if !slices.ContainsFunc(l.nodes, func(n lockNode) bool { return names[purl.NormalizePyPI(n.pkg.Name)] }) {
		return // it belongs to something else
	}
	for _, n := range l.nodes {
		n.pkg.Relation = scan.RelationTransitive
		if names[purl.NormalizePyPI(n.pkg.Name)] {
			n.pkg.Relation = scan.RelationDirect
		}
	}
}

// broken says what is wrong with a pyproject.toml that has a lockfile, which its
// own reader leaves to that.
func broken(f, lock *scan.File) error {
	if lock == nil {
		return nil
	}
	_, err := entry.TOML(f)
	return err
}

// requested returns the normal names that a pyproject.toml asks for, in the tables
// of PEP 621 and PEP 735 and in those of Poetry and PDM.
func requested(doc tomlpos.Table) map[string]bool {
	names := map[string]bool{}
	add := func(list []string) {
		for _, text := range list {
			names[purl.NormalizePyPI(namePattern.FindString(text))] = true
		}
	}
	lists := func(t tomlpos.Table) {
		for key := range t {
			add(t.Strings(key))
		}
	}
	keys := func(t tomlpos.Table) {
		for key := range t {
			names[purl.NormalizePyPI(key)] = true
		}
	}
	add(doc.Table("project").Strings("dependencies"))
	lists(doc.Table("project").Table("optional-dependencies"))
	lists(doc.Table("dependency-groups"))
	tool := doc.Table("tool")
	lists(tool.Table("pdm").Table("dev-dependencies"))
	poetry := tool.Table("poetry")
	keys(poetry.Table("dependencies"))
	keys(poetry.Table("dev-dependencies"))
	groups := poetry.Table("group")
	for group := range groups {
		keys(groups.Table(group).Table("dependencies"))
	}
	return names
}
