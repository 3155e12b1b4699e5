package health

import (
	"context"
	"path"
	"slices"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/comment"
	"github.com/penstock-dev/penstock/scan/deps/internal/manifest"
)

// pass is one run.
type pass struct {
	analyzer *Analyzer
	comments *comment.Comments

	mu        sync.Mutex
	manifests map[string]*manifestFile // by path
	modules   map[string]goModule      // of Go, by name
}

// manifestFile is what one manifest asks for.
type manifestFile struct {
	path string
	list []manifest.Declaration
}

var _ scan.PackagePass = (*pass)(nil)

// Wants implements [scan.Pass].
func (p *pass) Wants(e *scan.Entry) bool { return comment.Wants(e) || declares(e) }

// declares reports whether a file is a manifest that is compared with its lockfile, or
// the go.mod of a module that others may take from the same tree.
func declares(e *scan.Entry) bool {
	base := path.Base(e.Path)
	return e.Origin == nil && manifest.Wants(e.Path) && (base == "go.mod" || lockedBy(base) != nil)
}

// File implements [scan.Pass].
func (p *pass) File(_ context.Context, f *scan.File, _ scan.Sink) error {
	p.comments.Read(f)
	if !declares(f.Entry) {
		return nil
	}
	if f.Base() == "go.mod" {
		if name, m := readModule(f); name != "" {
			p.mu.Lock()
			defer p.mu.Unlock()
			if known, ok := p.modules[name]; !ok || m.path < known.path {
				p.modules[name] = m
			}
		}
		return nil
	}
	list := manifest.Read(f)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.manifests[f.Path] = &manifestFile{f.Path, list}
	return nil
}

// identity tells packages apart; the same one in several files is judged once.
type identity struct{ ecosystem, name, version, source string }

// Packages implements [scan.PackagePass].
func (p *pass) Packages(ctx context.Context, packages []*scan.Package, out scan.Sink) error {
	out = p.comments.Sink(out)
	seen := make(map[identity]bool, len(packages))
	named := map[identity]bool{} // wherever it is fetched from
	if slices.ContainsFunc(packages, listed) {
		for _, pkg := range packages {
			if !listed(pkg) {
				named[identity{pkg.Ecosystem, pkg.Name, pkg.Version, ""}] = true
			}
		}
	}
	for _, pkg := range packages {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		id := identity{pkg.Ecosystem, pkg.Name, pkg.Version, pkg.Source}
		if listed(pkg) {
			id.source = ""
		}
		if local(pkg) || seen[id] || listed(pkg) && named[id] {
			continue
		}
		seen[id] = true
		p.analyzer.check(pkg, out)
		if r := p.takenBack(pkg); r != nil {
			out.Finding(r)
		}
	}
	p.analyzer.checkDistributions(packages, out)
	p.analyzer.splitScopes(packages, out)
	missingIntegrity(packages, out)
	p.drift(packages, out)
	return nil
}

// listed reports whether a package is a component of a bill of materials. Where a
// lockfile names it too, what the lockfile says counts.
func listed(p *scan.Package) bool {
	return len(p.Locations) > 0 && p.Locations[0].Origin != nil && p.Locations[0].Origin.Component != ""
}

// check looks at one package by itself. Where a bill of materials says that a
// component can be had is not where the project gets it from.
func (a *Analyzer) check(p *scan.Package, out scan.Sink) {
	records := []*scan.Record{a.resembling(p), a.ended(p), a.scored(p), deprecated(p), script(p)}
	if !listed(p) {
		records = []*scan.Record{a.confused(p), a.resembling(p), a.ended(p), a.scored(p), plain(p), movable(p), deprecated(p), script(p)}
	}
	for _, r := range records {
		if r != nil {
			out.Finding(r)
		}
	}
}
