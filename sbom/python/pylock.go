package python

import (
	"context"
	"errors"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PyLock reads the lockfiles of PEP 751: pylock.toml and pylock.NAME.toml. The
// file does not tell scopes or what is direct; a package that no other one needs
// is taken for a direct one where it names dependencies.
type PyLock struct{}

// Name returns "python/pylock".
func (PyLock) Name() string { return "python/pylock" }

// Patterns returns the names that PEP 751 allows.
func (PyLock) Patterns() []string { return []string{"pylock.toml", "pylock.*.toml"} }

// Extract reads one lockfile.
func (PyLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	l := openLock(f, "packages")
	for _, n := range l.nodes {
		p, t := n.pkg, n.table
		listedHashes(p, t, "wheels")
		for _, archive := range []string{"sdist", "archive"} {
			addHashes(p, t.Table(archive))
		}
		pylockSource(p, t)
		entry.SetProperty(p, "marker", t.Str("marker"))
	}
	l.add()
	linked := false
	for _, n := range l.nodes {
		for _, d := range n.table.Tables("dependencies") {
			l.list.Depend(n.pkg, l.find(d.Str("name"), d.Str("version")))
			linked = true
		}
	}
	if linked {
		l.list.GuessDirect()
	}
	l.list.Report(out)
	return errors.Join(l.errs...)
}

func pylockSource(p *scan.Package, t tomlpos.Table) {
	vcs, archive, directory := t.Table("vcs"), t.Table("archive"), t.Table("directory")
	switch {
	case vcs != nil:
		place := vcs.Str("url")
		if place == "" {
			place = vcs.Str("path")
		}
		if vcs.Str("type") == "git" {
			place, _ = gitPlace(place)
		}
		entry.SetGit(p, place, vcs.Str("commit-id"))
	case directory != nil:
		p.Source = directory.Str("path")
	case archive.Str("url") != "":
		p.Source = entry.CleanURL(archive.Str("url"))
	case archive != nil:
		p.Source = archive.Str("path")
	default:
		setSource(p, t.Str("index"))
	}
}
