package python

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// UVLock reads uv.lock. The package in the folder "." is the project, other
// packages in folders are members of its workspace or folders that it depends
// on. Scopes are those of the shortest way from one of them.
type UVLock struct{}

// Name returns "python/uv-lock".
func (UVLock) Name() string { return "python/uv-lock" }

// Patterns returns uv.lock.
func (UVLock) Patterns() []string { return []string{"uv.lock"} }

// Owns returns the folders of the workspace's members and of what the project
// depends on by folder. The lockfile is known to hold each on a line of its own.
func (UVLock) Owns(f *scan.File) []string {
	var folders []string
	for line := range bytes.Lines(f.Bytes()) {
		rest, ok := bytes.CutPrefix(line, []byte("source = { "))
		if !ok {
			continue
		}
		kind, rest, _ := bytes.Cut(rest, []byte(` = "`))
		folder, _, ok := bytes.Cut(rest, []byte(`"`))
		if ok && (string(kind) == "virtual" || string(kind) == "editable" || string(kind) == "directory") && string(folder) != "." {
			folders = append(folders, string(folder))
		}
	}
	return folders
}

// Extract reads one lockfile.
func (UVLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	l := openLock(f, "package")
	roots, own := 0, false
	for _, n := range l.nodes {
		listedHashes(n.pkg, n.table, "wheels")
		if sdist := n.table.Table("sdist"); sdist != nil {
			addHashes(n.pkg, sdist)
		}
		source := n.table.Table("source")
		uvSource(n.pkg, source)
		own = own || source["virtual"] != nil || source["editable"] != nil || n.pkg.Relation == scan.RelationRoot
		if n.pkg.Relation == scan.RelationRoot {
			if roots++; roots == 2 {
				l.errs = append(l.errs, &scan.Diagnostic{Kind: scan.DiagMalformed, Location: n.pkg.Locations[0], Message: "a second package lies in the project's own folder"})
			}
		}
	}
	if !own && len(l.nodes) > 0 {
		l.errs = append(l.errs, entry.AboutFile(f, scan.DiagMalformed, "no package of the project in it: which packages are direct is not known", nil))
	}
	l.add()
	u := uvReader{l}
	for _, n := range l.nodes {
		u.link(n)
	}
	for _, n := range l.nodes {
		u.spread(n)
	}
	l.list.Direct()
	l.list.Report(out)
	return errors.Join(l.errs...)
}

func uvSource(p *scan.Package, source tomlpos.Table) {
	for _, kind := range []string{"virtual", "editable", "directory", "path"} {
		folder, ok := source[kind].(string)
		switch {
		case ok && folder == "." && kind != "path":
			p.Relation = scan.RelationRoot
			return
		case ok:
			p.Source = folder
			if kind == "virtual" || kind == "editable" {
				p.Relation = scan.RelationDirect
			}
			return
		}
	}
	if git := source.Str("git"); git != "" {
		repository, commit := gitPlace(git)
		entry.SetGit(p, repository, commit)
		return
	}
	if url := source.Str("url"); url != "" {
		p.Source = entry.CleanURL(url)
		return
	}
	setSource(p, source.Str("registry"))
}

// uvReader follows the dependencies of a uv.lock.
type uvReader struct{ *tomlLock }

// groups yields the lists of dependencies of a package: each with the scope that
// they have for a project.
func (u uvReader) groups(t tomlpos.Table) []uvGroup {
	list := []uvGroup{{t.Tables("dependencies"), scan.ScopeRuntime}}
	for _, kind := range []struct {
		key   string
		scope scan.Scope
	}{{"optional-dependencies", scan.ScopeOptional}, {"dev-dependencies", scan.ScopeDev}} {
		groups := t.Table(kind.key)
		for _, name := range slices.Sorted(maps.Keys(groups)) {
			list = append(list, uvGroup{groups.Tables(name), kind.scope})
		}
	}
	return list
}

type uvGroup struct {
	dependencies []tomlpos.Table
	scope        scan.Scope
}

func (u uvReader) link(n lockNode) {
	for _, g := range u.groups(n.table) {
		for _, d := range g.dependencies {
			u.list.Depend(n.pkg, u.find(d.Str("name"), d.Str("version")))
		}
	}
}

// spread sets the scopes of what a project asks for.
func (u uvReader) spread(n lockNode) {
	source := n.table.Table("source")
	_, virtual := source["virtual"]
	_, editable := source["editable"]
	if !virtual && !editable {
		return
	}
	for _, g := range u.groups(n.table) {
		for _, d := range g.dependencies {
			if to := u.find(d.Str("name"), d.Str("version")); to != nil {
				u.list.Spread(to, g.scope)
				if to.Relation == scan.RelationUnknown {
					to.Relation = scan.RelationDirect
				}
			}
		}
	}
}
