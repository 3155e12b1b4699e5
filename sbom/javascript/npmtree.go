package javascript

import (
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// readTree reads the nested form of version 1: each entry's own "dependencies"
// are the packages in its node_modules. The nesting is bounded by package
// jsonpos.
func (r *npmReader) readTree(root jsonpos.Value) {
	if name := root.Get("name").Str(); name != "" {
		n := &npmNode{value: root}
		start, end := root.Get("name").Span()
		p := entry.New(r.file, ecosystem, name, root.Get("version").Str(), start, end)
		p.Relation = scan.RelationRoot
		n.pkg = r.list.Add(p)
	}
	r.readBranch(&npmNode{value: root}, root.Get("dependencies"), 0)
	r.guessDirect()
}

// guessDirect sets the relations. The file does not say what the project itself
// asks for, but what stands at the top and nobody else needs can only be there
// for the project.
func (r *npmReader) guessDirect() {
	needed := map[*scan.Package]bool{}
	for _, n := range r.nodes {
		for name := range n.needs() {
			if to := r.resolve(n.folder, name); to != nil && to.pkg != n.pkg {
				needed[to.pkg] = true
			}
		}
	}
	for _, n := range r.nodes {
		switch nested := strings.Contains(n.folder, "/"+modules); {
		case nested && n.pkg.Relation != scan.RelationDirect:
			n.pkg.Relation = scan.RelationTransitive
		case !nested && !needed[n.pkg]:
			n.pkg.Relation = scan.RelationDirect
		}
	}
}

// readBranch reads what lies in the node_modules of a package. Nobody else finds
// it there, so that what is there for development only has only such below it,
// whether or not the file says so.
func (r *npmReader) readBranch(above *npmNode, dependencies jsonpos.Value, depth int) {
	if depth > jsonpos.MaxDepth || len(above.folder) > maxFolder {
		return
	}
	for key, value := range dependencies.Members() {
		if value.Kind() != jsonpos.Object {
			continue
		}
		n := &npmNode{npmEntry: readEntry(value), folder: modules + key.Str(), key: key, value: value}
		if above.folder != "" {
			n.folder = above.folder + "/" + n.folder
		}
		n.dev, n.optional = n.dev || above.dev, n.optional || above.optional
		if readable(value) {
			r.readNode(n, key.Str())
			r.add(n)
		}
		r.readBranch(n, n.dependencies[0], depth+1)
	}
}

// readNode makes the package of an entry. Its version is also its source when
// it comes from elsewhere than a registry.
func (r *npmReader) readNode(n *npmNode, name string) {
	version, alias, source := n.version.Str(), "", ""
	switch {
	case strings.HasPrefix(version, "npm:"):
		real, v := cutLast(version[len("npm:"):], "@")
		if real != "" {
			alias, name, version = name, real, v
		}
	case !plainVersion(version):
		version, source = "", version
	}
	start, end := n.span()
	p := entry.New(r.file, ecosystem, name, version, start, end)
	n.describe(p)
	entry.SetProperty(p, "alias", alias)
	if source == "" {
		source = address(n.resolved.Str())
	}
	npmSource(p, source)
	n.pkg = r.list.Add(p)
}

// plainVersion reports whether a version field holds a version, and not the
// place that the package was taken from.
func plainVersion(v string) bool { return !strings.ContainsAny(v, ":/") }
