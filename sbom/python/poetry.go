package python

import (
	"context"
	"errors"
	"maps"
	"path"
	"slices"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PoetryLock reads poetry.lock of all lock versions. What the project itself
// asks for stands in the pyproject.toml beside it; without that file, a package
// that no other one needs is a direct one, and of the others it is not known.
type PoetryLock struct{}

// Name returns "python/poetry-lock".
func (PoetryLock) Name() string { return "python/poetry-lock" }

// Patterns returns poetry.lock, and pyproject.toml to be looked into.
func (PoetryLock) Patterns() []string { return []string{"poetry.lock", pyproject} }

// Extract reads one lockfile on its own.
func (x PoetryLock) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads one lockfile with the pyproject.toml beside it, which yields no
// packages of its own.
func (PoetryLock) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == pyproject {
		return broken(f, near(path.Join(f.Dir(), "poetry.lock")))
	}
	l := openLock(f, "package")
	files := l.doc.Table("metadata").Table("files") // until lock version 1.1
	for _, n := range l.nodes {
		p, groups := n.pkg, n.table.Strings("groups")
		if category := n.table.Str("category"); category != "" {
			groups = append(groups, category)
		}
		p.Scope = groupScope(groups, n.table.True("optional"))
		listedHashes(p, n.table, "files")
		listedHashes(p, files, p.Name)
		poetrySource(p, n.table.Table("source"))
	}
	l.add()
	for _, n := range l.nodes {
		dependencies := n.table.Table("dependencies")
		for _, name := range slices.Sorted(maps.Keys(dependencies)) {
			for _, to := range l.all(name) {
				l.list.Depend(n.pkg, to)
			}
		}
	}
	l.relate(near)
	l.list.Report(out)
	return errors.Join(l.errs...)
}

func poetrySource(p *scan.Package, source tomlpos.Table) {
	url := source.Str("url")
	switch source.Str("type") {
	case "git":
		commit := source.Str("resolved_reference")
		if commit == "" {
			commit = source.Str("reference")
		}
		repository, _ := gitPlace(url)
		entry.SetGit(p, repository, commit)
	case "directory", "file":
		p.Source = url
	default:
		setSource(p, url)
	}
}
