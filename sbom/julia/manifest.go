// Package julia reads the manifests of Julia's package manager.
//
// Source: the documentation of Pkg ("Project.toml and Manifest.toml").
package julia

import (
	"context"
	"maps"
	"path"
	"slices"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "Julia"

// Manifest reads Manifest.toml of formats 1 and 2. Entries without a version
// are parts of Julia's standard library and no packages of their own. What the
// project asks for stands in Project.toml; a package that no other one needs is
// taken for a direct one.
type Manifest struct{}

// Name returns "julia/manifest".
func (Manifest) Name() string { return "julia/manifest" }

// Patterns returns the names that Pkg gives a manifest.
func (Manifest) Patterns() []string {
	return []string{"Manifest.toml", "JuliaManifest.toml", "Manifest-v*.toml"}
}

// Extract reads one manifest.
func (Manifest) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.TOML(f)
	deps, prefix := doc.Table("deps"), "deps."
	if _, ok := doc["manifest_format"]; !ok {
		deps, prefix = doc, ""
	}
	var list entry.List
	byName := map[string]*scan.Package{}
	names := slices.Sorted(maps.Keys(deps))
	for _, name := range names {
		tables := deps.Tables(name)
		for i, at := range entry.TableAt(f, prefix+name, len(tables)) {
			if version := tables[i].Str("version"); version != "" {
				byName[name] = list.Add(julia(f, name, tables[i], at))
			}
		}
	}
	for _, name := range names {
		for _, t := range deps.Tables(name) {
			for _, need := range append(t.Strings("deps"), slices.Sorted(maps.Keys(t.Table("deps")))...) {
				list.Depend(byName[name], byName[need])
			}
		}
	}
	list.GuessDirect()
	list.Report(out)
	return err
}

func julia(f *scan.File, name string, t tomlpos.Table, at tomlpos.Span) *scan.Package {
	p := entry.New(f, ecosystem, name, t.Str("version"), at.Start, at.End)
	if u := purl.Of(ecosystem, name, p.Version, purl.Qualifier{Key: "uuid", Value: t.Str("uuid")}); u != "" {
		p.PURL = u
	}
	p.Source = entry.CleanURL(t.Str("repo-url")) + t.Str("path")
	entry.SetProperty(p, "uuid", t.Str("uuid"))
	entry.SetProperty(p, "tree", t.Str("git-tree-sha1"))
	entry.SetProperty(p, "revision", t.Str("repo-rev"))
	return p
}

// Project reads the names that Project.toml asks for, where no manifest lies
// beside it. Versions stay open: what is asked for is kept as the property
// "requirement".
type Project struct{}

// Name returns "julia/project".
func (Project) Name() string { return "julia/project" }

// Patterns returns the names that Pkg gives a project.
func (Project) Patterns() []string { return []string{"Project.toml", "JuliaProject.toml"} }

// ShadowedBy returns the manifest in the same folder.
func (Project) ShadowedBy(p string) []string {
	return []string{path.Join(path.Dir(p), "Manifest.toml"), path.Join(path.Dir(p), "JuliaManifest.toml")}
}

// Extract reads one project.
func (Project) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.TOML(f)
	var list entry.List
	compat := doc.Table("compat")
	for _, kind := range []struct {
		key   string
		scope scan.Scope
	}{{"deps", scan.ScopeRuntime}, {"weakdeps", scan.ScopeOptional}, {"extras", scan.ScopeTest}} {
		places, table := entry.Keys(f, kind.key), doc.Table(kind.key)
		for _, name := range slices.Sorted(maps.Keys(table)) {
			at := places[name]
			p := entry.Open(entry.New(f, ecosystem, name, "", at.Start, at.End), compat.Str(name))
			if u := purl.Of(ecosystem, name, "", purl.Qualifier{Key: "uuid", Value: table.Str(name)}); u != "" {
				p.PURL = u
			}
			p.Scope, p.Relation = kind.scope, scan.RelationDirect
			list.Add(p)
		}
	}
	list.Report(out)
	return err
}
