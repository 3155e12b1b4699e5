package javascript

import (
	"context"
	"errors"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// NPMLock reads package-lock.json and npm-shrinkwrap.json of lockfile versions
// 1 to 3, and the hidden lockfile's form. Where a file of version 2 says the
// same thing twice, its "packages" are read.
//
// A package stands at every folder that it is installed in; dependencies are
// followed as Node.js looks them up, from folder to folder. A link is the
// folder it leads to.
type NPMLock struct{}

// Name returns "javascript/npm-lock".
func (NPMLock) Name() string { return "javascript/npm-lock" }

// Patterns returns the two names that npm gives a lockfile.
func (NPMLock) Patterns() []string { return []string{"package-lock.json", "npm-shrinkwrap.json"} }

// ShadowedBy says that npm-shrinkwrap.json takes precedence, as npm does.
func (NPMLock) ShadowedBy(p string) []string {
	if path.Base(p) == "npm-shrinkwrap.json" {
		return nil
	}
	return []string{path.Join(path.Dir(p), "npm-shrinkwrap.json")}
}

// Extract reads one lockfile.
func (NPMLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	if root.Kind() != jsonpos.Object {
		return err
	}
	r := npmReader{file: f}
	if packages := root.Get("packages"); packages.Kind() == jsonpos.Object {
		r.readPackages(packages)
	} else {
		r.readTree(root)
	}
	r.link()
	r.list.Report(out)
	return errors.Join(append(r.errs, err)...)
}

// npmReader turns one lockfile into packages.
type npmReader struct {
	file  *scan.File
	list  entry.List
	nodes []*npmNode
	at    map[string]*npmNode // by folder
	errs  []error
}

// npmNode is what stands in one folder.
type npmNode struct {
	npmEntry
	folder string
	key    jsonpos.Value
	value  jsonpos.Value
	pkg    *scan.Package // nil for a link
	target string        // folder that a link leads to
	root   bool          // the project itself or a member of its workspace
}

// add notes a folder. Of a folder that is named twice the last one counts; one
// whose path is too long is nobody's dependency.
func (r *npmReader) add(n *npmNode) {
	if len(n.folder) > maxFolder {
		start, end := n.span()
		r.errs = append(r.errs, entry.Diagnostic(r.file, scan.DiagLimit, start, end, "path of a package is too long to follow", nil))
		return
	}
	if r.at == nil {
		r.at = map[string]*npmNode{}
	}
	r.nodes = append(r.nodes, n)
	r.at[n.folder] = n
}

// span returns the region of a node's entry.
func (n *npmNode) span() (start, end int) {
	start, end = n.value.Span()
	if n.key.Kind() != jsonpos.Absent {
		start, _ = n.key.Span()
	}
	return start, end
}

const modules = "node_modules/"

// Bounds on what is followed: the length of a folder's path, and the number of
// folders above one that are searched.
const (
	maxFolder = 1024
	maxAbove  = 64
)

// resolve returns the node that a package in a folder gets for a name: the
// nearest node_modules above it.
func (r *npmReader) resolve(folder, name string) *npmNode {
	for range maxAbove {
		base := modules + name
		if folder != "" {
			base = folder + "/" + base
		}
		if n := r.at[base]; n != nil {
			return r.follow(n)
		}
		if folder == "" {
			return nil
		}
		folder = parentFolder(folder)
	}
	return nil
}

// parentFolder returns the next folder above that may hold node_modules.
func parentFolder(folder string) string {
	if i := strings.LastIndex(folder, "/"+modules); i >= 0 {
		return folder[:i]
	}
	if strings.HasPrefix(folder, modules) {
		return ""
	}
	if i := strings.LastIndexByte(folder, '/'); i >= 0 {
		return folder[:i]
	}
	return ""
}

// follow leads a link to the folder behind it.
func (r *npmReader) follow(n *npmNode) *npmNode {
	for range 8 { // npm writes no chains of links; a circle must end
		if n == nil || n.pkg != nil {
			return n
		}
		n = r.at[n.target]
	}
	return nil
}

// link fills in dependencies and the relations that follow from them.
func (r *npmReader) link() {
	for _, n := range r.nodes {
		if n.pkg == nil {
			continue
		}
		for name := range n.needs() {
			to := r.resolve(n.folder, name)
			if to == nil || to.pkg == n.pkg {
				continue
			}
			r.list.Depend(n.pkg, to.pkg)
			if n.root && to.pkg.Relation == scan.RelationTransitive {
				to.pkg.Relation = scan.RelationDirect
			}
		}
	}
}
