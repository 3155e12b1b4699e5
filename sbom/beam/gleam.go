package beam

import (
	"context"
	"maps"
	"path"
	"slices"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// GleamToml reads gleam.toml, where no manifest.toml lies beside it. A
// requirement that leaves the version open is kept as the property
// "requirement".
type GleamToml struct{}

// Name returns "beam/gleam-toml".
func (GleamToml) Name() string { return "beam/gleam-toml" }

// Patterns returns gleam.toml.
func (GleamToml) Patterns() []string { return []string{"gleam.toml"} }

// ShadowedBy returns manifest.toml, Gleam's lockfile.
func (GleamToml) ShadowedBy(p string) []string {
	return []string{path.Join(path.Dir(p), "manifest.toml")}
}

// Extract reads one manifest.
func (GleamToml) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.TOML(f)
	var list entry.List
	var root *scan.Package
	if spans := tomlpos.Tables(f.Bytes(), "dependencies"); doc.Str("name") != "" {
		end := len(f.Bytes())
		if len(spans) > 0 {
			end = spans[0].Start
		}
		root = entry.New(f, ecosystem, doc.Str("name"), doc.Str("version"), 0, end)
		root.Relation = scan.RelationRoot
		root = list.Add(root)
	}
	for _, kind := range []struct {
		key   string
		scope scan.Scope
	}{{"dependencies", scan.ScopeRuntime}, {"dev-dependencies", scan.ScopeDev}} {
		places, table := entry.Keys(f, kind.key), doc.Table(kind.key)
		for _, name := range slices.Sorted(maps.Keys(table)) {
			at, asked, facts := places[name], table.Str(name), table.Table(name)
			p := entry.New(f, ecosystem, name, exactly(asked), at.Start, at.End)
			if p.Version == "" {
				entry.Open(p, asked)
			}
			if git := facts.Str("git"); git != "" {
				entry.SetGit(p, git, facts.Str("ref"))
			}
			p.Source += facts.Str("path")
			p.Scope, p.Relation = kind.scope, scan.RelationDirect
			list.Depend(root, list.Add(p))
		}
	}
	list.Report(out)
	return err
}

// GleamManifest reads manifest.toml, the lockfile of Gleam. Other files of that
// name have no packages in the form of an array.
type GleamManifest struct{}

// Name returns "beam/gleam-manifest".
func (GleamManifest) Name() string { return "beam/gleam-manifest" }

// Patterns returns manifest.toml.
func (GleamManifest) Patterns() []string { return []string{"manifest.toml"} }

// Extract reads one lockfile.
func (GleamManifest) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.TOML(f)
	if err != nil && len(doc.Tables("packages")) == 0 {
		return err
	}
	places := entry.Keys(f, "requirements")
	at := 0
	var list entry.List
	byName := map[string]*scan.Package{}
	packages := doc.Tables("packages")
	for _, t := range packages {
		start, end := inlineTable(f.Bytes(), at, t.Str("name"))
		at = end
		p := entry.New(f, ecosystem, t.Str("name"), t.Str("version"), start, end)
		p.Hashes = entry.Hex("sha256", t.Str("outer_checksum"))
		if t.Str("source") == "git" {
			entry.SetGit(p, t.Str("repo"), t.Str("commit"))
		}
		if t.Str("source") == "local" {
			p.Source = t.Str("path")
		}
		p.Relation = scan.RelationTransitive
		if _, ok := places[p.Name]; ok {
			p.Relation = scan.RelationDirect
		}
		byName[p.Name] = list.Add(p)
	}
	for _, t := range packages {
		for _, need := range t.Strings("requirements") {
			list.Depend(byName[t.Str("name")], byName[need])
		}
	}
	list.Report(out)
	return err
}
