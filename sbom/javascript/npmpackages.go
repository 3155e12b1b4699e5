package javascript

import (
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// readPackages reads the flat form of versions 2 and 3: folders, each with
// what is in it. Links come first, because a member of a workspace may have its
// name from the link that installs it.
func (r *npmReader) readPackages(packages jsonpos.Value) {
	linked := map[string]string{} // folder outside node_modules to its name
	for key, value := range packages.Members() {
		if value.Kind() != jsonpos.Object || !readable(value) {
			continue
		}
		n := &npmNode{npmEntry: readEntry(value), folder: key.Str(), key: key, value: value}
		if n.link {
			n.target = n.resolved.Str()
			_, linked[n.target] = folderName(n.folder)
		}
		r.add(n)
	}
	for _, n := range r.nodes {
		if n.target == "" {
			r.readFolder(n, linked[n.folder])
		}
	}
	if project := r.at[""]; project != nil {
		for _, n := range r.nodes {
			if n.root && n != project {
				r.list.Depend(project.pkg, n.pkg)
			}
		}
	}
}

// readable reports whether enough of an entry is there: all of it, or in a file
// that breaks off its version at least.
func readable(v jsonpos.Value) bool { return v.Complete() || v.Get("version").Kind() == jsonpos.String }

// readFolder makes the package of a folder, with the name under which a link
// installs it where its own is not told.
func (r *npmReader) readFolder(n *npmNode, linked string) {
	installed, name := folderName(n.folder)
	alias := ""
	if linked != "" {
		name = linked
	}
	if own := n.name.Str(); own != "" {
		if installed && own != name {
			alias = name
		}
		name = own
	}
	if name == "" && n.folder == "" {
		return // projects need no name
	}
	start, end := n.span()
	p := entry.New(r.file, ecosystem, name, n.version.Str(), start, end)
	n.describe(p)
	p.Relation = scan.RelationTransitive
	entry.SetProperty(p, "alias", alias)
	switch {
	case n.folder == "":
		n.root = true
		p.Relation, p.Scope = scan.RelationRoot, scan.ScopeUnknown
	case !installed:
		n.root = true
		p.Relation, p.Source = scan.RelationDirect, n.folder
	default:
		npmSource(p, address(n.resolved.Str()))
	}
	n.pkg = r.list.Add(p)
}

// folderName takes the package's name out of a folder and reports whether the
// folder lies in node_modules.
func folderName(folder string) (installed bool, name string) {
	i := strings.LastIndex(folder, modules)
	if i > 0 && folder[i-1] != '/' {
		i = -1
	}
	if i < 0 {
		_, name = cutLast(folder, "/")
		return false, name
	}
	return true, folder[i+len(modules):]
}

// cutLast is strings.Cut at the last separator.
func cutLast(s, sep string) (before, after string) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):]
	}
	return "", s
}
