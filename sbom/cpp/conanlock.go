// Package cpp reads the lockfile of Conan.
//
// Source: the Conan documentation ("Lockfiles" of Conan 1 and 2, package
// references).
package cpp

import (
	"context"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "ConanCenter"

// ConanLock reads conan.lock: the graph of Conan 1 and the flat lists of Conan
// 2, which tell neither dependencies nor what is direct. User and channel of a
// package are in its package URL, the recipe revision is the property
// "revision".
type ConanLock struct{}

// Name returns "cpp/conan-lock".
func (ConanLock) Name() string { return "cpp/conan-lock" }

// Patterns returns conan.lock.
func (ConanLock) Patterns() []string { return []string{"conan.lock"} }

var errReference = errors.New("want name/version, perhaps with @user/channel")

// Extract reads one lockfile.
func (ConanLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	r := reader{file: f, byID: map[string]*scan.Package{}}
	r.readGraph(root.Get("graph_lock").Get("nodes"))
	for _, list := range []struct {
		name  string
		scope scan.Scope
	}{
		{"requires", scan.ScopeRuntime},
		{"build_requires", scan.ScopeBuild},
		{"python_requires", scan.ScopeBuild},
		{"config_requires", scan.ScopeBuild},
	} {
		for reference := range root.Get(list.name).Elements() {
			start, end := reference.Span()
			if p := r.add(reference.Str(), start, end); p != nil {
				p.Scope = list.scope
				r.list.Add(p)
			}
		}
	}
	return errors.Join(r.finish(out), err)
}

// finish reports what was read.
func (r *reader) finish(out scan.Sink) error {
	r.list.Report(out)
	return errors.Join(r.errs...)
}

// reader turns one lockfile into packages.
type reader struct {
	file *scan.File
	list entry.List
	byID map[string]*scan.Package // nodes of a graph
	errs []error
}

// add makes the package of a reference name/version@user/channel#revision, with
// the id of a binary package or a time behind it.
func (r *reader) add(reference string, start, end int) *scan.Package {
	reference, _, _ = strings.Cut(reference, "%")
	recipe, _, _ := strings.Cut(reference, ":")
	recipe, revision, _ := strings.Cut(recipe, "#")
	nameVersion, userChannel, _ := strings.Cut(recipe, "@")
	name, version, _ := strings.Cut(nameVersion, "/")
	if name == "" || version == "" || strings.Contains(version, "/") {
		r.errs = append(r.errs, entry.Diagnostic(r.file, scan.DiagMalformed, start, end, "reference of a package is not understood", errReference))
		return nil
	}
	p := entry.New(r.file, ecosystem, name, version, start, end)
	user, channel, _ := strings.Cut(userChannel, "/")
	if user != "" && user != "_" && channel != "" {
		p.PURL = purl.Of(ecosystem, user+"/"+name, version, purl.Qualifier{Key: "channel", Value: channel})
	}
	entry.SetProperty(p, "revision", revision)
	return p
}

// readGraph reads the nodes of Conan 1. The one with a path is the project; it
// has no reference where it is no package itself.
func (r *reader) readGraph(nodes jsonpos.Value) {
	for id, node := range nodes.Members() {
		reference := node.Get("ref").Str()
		if reference == "" {
			reference = node.Get("pref").Str()
		}
		if reference == "" || !node.Complete() {
			continue
		}
		start, _ := id.Span()
		_, end := node.Span()
		p := r.add(reference, start, end)
		if p == nil {
			continue
		}
		if node.Get("path").Str() != "" {
			p.Relation = scan.RelationRoot
		}
		r.byID[id.Str()] = r.list.Add(p)
	}
	for id, node := range nodes.Members() {
		from := r.byID[id.Str()]
		for _, field := range []string{"requires", "build_requires"} {
			for _, to := range needs(node.Get(field)) {
				r.list.Depend(from, r.byID[to])
			}
		}
	}
	for _, node := range nodes.Members() {
		if node.Get("path").Str() != "" {
			r.project(node)
		}
	}
	if nodes.Kind() == jsonpos.Object {
		r.list.Direct()
	}
}

// project sets what the project asks for.
func (r *reader) project(node jsonpos.Value) {
	for _, field := range []struct {
		name  string
		scope scan.Scope
	}{{"requires", scan.ScopeRuntime}, {"build_requires", scan.ScopeBuild}} {
		for _, id := range needs(node.Get(field.name)) {
			if p := r.byID[id]; p != nil && p.Relation != scan.RelationRoot {
				p.Relation = scan.RelationDirect
				r.list.Spread(p, field.scope)
			}
		}
	}
}

// needs reads a list of ids, or in versions before 0.4 an object of references
// with their ids.
func needs(v jsonpos.Value) []string {
	var ids []string
	for id := range v.Elements() {
		ids = append(ids, id.Str())
	}
	for _, id := range v.Members() {
		ids = append(ids, id.Str())
	}
	return ids
}
