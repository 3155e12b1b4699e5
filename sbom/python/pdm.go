package python

import (
	"context"
	"errors"
	"path"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PDMLock reads pdm.lock. Entries of one package with different extras are one
// package. What is direct is known as of [PoetryLock].
type PDMLock struct{}

// Name returns "python/pdm-lock".
func (PDMLock) Name() string { return "python/pdm-lock" }

// Patterns returns pdm.lock, and pyproject.toml to be looked into.
func (PDMLock) Patterns() []string { return []string{"pdm.lock", pyproject} }

// Extract reads one lockfile on its own.
func (x PDMLock) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads one lockfile with the pyproject.toml beside it, which yields no
// packages of its own.
func (PDMLock) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == pyproject {
		return broken(f, near(path.Join(f.Dir(), "pdm.lock")))
	}
	l := openLock(f, "package")
	files := l.doc.Table("metadata").Table("files") // until lock version 4.3
	for _, n := range l.nodes {
		p, t := n.pkg, n.table
		p.Scope = pdmScope(t.Strings("groups"))
		listedHashes(p, t, "files")
		listedHashes(p, files, p.Name+" "+p.Version)
		switch {
		case t.Str("git") != "":
			repository, _ := gitPlace(t.Str("git"))
			entry.SetGit(p, repository, t.Str("revision"))
		case t.Str("path") != "":
			p.Source = t.Str("path")
		default:
			setSource(p, t.Str("url"))
		}
	}
	l.add()
	for _, n := range l.nodes {
		for _, d := range n.table.Strings("dependencies") {
			for _, to := range l.all(namePattern.FindString(d)) {
				if to != n.pkg {
					l.list.Depend(n.pkg, to)
				}
			}
		}
	}
	l.relate(near)
	l.list.Report(out)
	return errors.Join(l.errs...)
}

// pdmScope reads groups. Besides "default" there are development groups and
// optional ones, which the file does not tell apart but by the usual names.
func pdmScope(groups []string) scan.Scope {
	scope := scan.ScopeUnknown
	for _, g := range groups {
		switch g {
		case "default":
			return scan.ScopeRuntime
		case "dev", "test", "tests", "lint", "docs", "doc":
			if scope == scan.ScopeUnknown {
				scope = scan.ScopeDev
			}
		default:
			scope = scan.ScopeOptional
		}
	}
	return scope
}
