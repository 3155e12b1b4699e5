package python

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PoetryLock reads poetry.lock of all lock versions. What the project itself
// asks for stands in pyproject.toml; a package that no other one needs is taken
// for a direct one.
type PoetryLock struct{}

// Name returns "python/poetry-lock".
func (PoetryLock) Name() string { return "python/poetry-lock" }

// Patterns returns poetry.lock.
func (PoetryLock) Patterns() []string { return []string{"poetry.lock"} }

// Extract reads one lockfile.
func (PoetryLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
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
	l.list.GuessDirect()
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
