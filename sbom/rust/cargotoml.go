package rust

import (
	"context"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// CargoToml reads Cargo.toml (the Cargo Book, "The Manifest Format"), where no
// Cargo.lock lies in its folder or one above. A requirement is a range to Cargo:
// unless it begins with "=" the version stays open, and what is asked for is
// the property "requirement". Crates of the workspace have their folder as
// source.
type CargoToml struct{}

// Name returns "rust/cargo-toml".
func (CargoToml) Name() string { return "rust/cargo-toml" }

// Patterns returns Cargo.toml.
func (CargoToml) Patterns() []string { return []string{"Cargo.toml"} }

// maxAbove is the number of folders above a manifest that may hold its lockfile.
const maxAbove = 16

// ShadowedBy returns Cargo.lock in the folder and those above.
func (CargoToml) ShadowedBy(p string) []string {
	var list []string
	dir := path.Dir(p)
	for range maxAbove {
		list = append(list, path.Join(dir, "Cargo.lock"))
		if dir == "." || dir == "/" {
			break
		}
		dir = path.Dir(dir)
	}
	return list
}

var errDependency = errors.New("want a version or a table of texts")

// Extract reads one manifest.
func (CargoToml) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.TOML(f)
	r := manifestReader{file: f, errs: []error{err}}
	pkg := doc.Table("package")
	if at := entry.Keys(f, "package")["name"]; pkg.Str("name") != "" {
		p := entry.New(f, ecosystem, pkg.Str("name"), pkg.Str("version"), at.Start, at.End)
		p.Relation = scan.RelationRoot
		if l := pkg.Str("license"); l != "" {
			p.Licenses = []string{l}
		}
		r.root = r.list.Add(p)
	}
	r.tables("", doc)
	workspace := doc.Table("workspace")
	r.table("workspace.dependencies", workspace.Table("dependencies"), scan.ScopeUnknown)
	targets := doc.Table("target")
	for _, target := range slices.Sorted(maps.Keys(targets)) {
		quoted := target
		if strings.ContainsAny(target, "(. ") {
			quoted = "'" + target + "'"
		}
		r.tables("target."+quoted+".", targets.Table(target))
	}
	r.list.Report(out)
	return errors.Join(r.errs...)
}

type manifestReader struct {
	file *scan.File
	list entry.List
	root *scan.Package
	errs []error
}

func (r *manifestReader) tables(prefix string, t tomlpos.Table) {
	for _, kind := range []struct {
		key   string
		scope scan.Scope
	}{{"dependencies", scan.ScopeRuntime}, {"build-dependencies", scan.ScopeBuild}, {"dev-dependencies", scan.ScopeDev}} {
		r.table(prefix+kind.key, t.Table(kind.key), kind.scope)
	}
}

func (r *manifestReader) table(name string, t tomlpos.Table, scope scan.Scope) {
	if len(t) == 0 {
		return
	}
	places := entry.Keys(r.file, name)
	for _, alias := range slices.Sorted(maps.Keys(t)) {
		at, facts := places[alias], t.Table(alias)
		if facts == nil && t.Str(alias) == "" || badFacts(facts) {
			r.errs = append(r.errs, entry.Diagnostic(r.file, scan.DiagMalformed, at.Start, at.End, "dependency is not understood", errDependency))
			continue
		}
		if facts.True("workspace") {
			continue // said in the workspace's own manifest
		}
		r.dependency(alias, t.Str(alias), facts, at, scope)
	}
}

// badFacts reports whether a fact that names something is no text.
func badFacts(facts tomlpos.Table) bool {
	for _, key := range []string{"version", "git", "rev", "tag", "branch", "path", "package", "registry"} {
		if v, ok := facts[key]; ok {
			if _, text := v.(string); !text {
				return true
			}
		}
	}
	return false
}

func (r *manifestReader) dependency(alias, asked string, facts tomlpos.Table, at tomlpos.Span, scope scan.Scope) {
	name := facts.Str("package")
	if name == "" {
		name = alias
	}
	asked += facts.Str("version")
	version, exact := strings.CutPrefix(asked, "=")
	if version = strings.TrimSpace(version); !exact || strings.ContainsAny(version, "*,<> ") {
		version = ""
	}
	p := entry.New(r.file, ecosystem, name, version, at.Start, at.End)
	if version == "" {
		entry.Open(p, asked)
	}
	if git := facts.Str("git"); git != "" {
		entry.SetGit(p, git, facts.Str("rev"))
	} else if folder := facts.Str("path"); folder != "" {
		p.Source = folder
	}
	if name != alias {
		entry.SetProperty(p, "alias", alias)
	}
	p.Scope = scope
	if facts.True("optional") {
		p.Scope = scan.ScopeOptional
	}
	p.Relation = scan.RelationDirect
	r.list.Depend(r.root, r.list.Add(p))
}
