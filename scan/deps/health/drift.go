package health

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/manifest"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// lockedBy returns the lockfiles of a manifest; nil where none is meant to fit it.
func lockedBy(base string) []string {
	switch base {
	case "package.json":
		return []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"}
	case "Cargo.toml":
		return []string{"Cargo.lock"}
	case "pyproject.toml":
		return []string{"poetry.lock", "uv.lock", "pdm.lock"}
	}
	return nil
}

// lock is what one lockfile holds: versions by normal name.
type lock struct {
	path     string
	versions map[string][]string
}

// drift reports what manifests ask for and the lockfile beside them does not hold:
// whoever installs by the lock gets something else, or the lock is made anew.
func (p *pass) drift(packages []*scan.Package, out scan.Sink) {
	if len(p.manifests) == 0 {
		return
	}
	locks := map[string]*lock{}
	for _, m := range p.manifests {
		for _, base := range lockedBy(path.Base(m.path)) {
			locks[path.Join(path.Dir(m.path), base)] = nil
		}
	}
	fill(locks, packages)
	for _, at := range slices.Sorted(maps.Keys(p.manifests)) {
		m := p.manifests[at]
		for _, base := range lockedBy(path.Base(m.path)) {
			if l := locks[path.Join(path.Dir(m.path), base)]; l != nil {
				m.compare(l, out)
				break
			}
		}
	}
}

// fill reads the locks whose paths are asked for out of the packages.
func fill(locks map[string]*lock, packages []*scan.Package) {
	for _, p := range packages {
		for _, at := range p.Locations {
			l, wanted := locks[at.Path]
			if !wanted || at.Origin != nil {
				continue
			}
			if l == nil {
				l = &lock{at.Path, map[string][]string{}}
				locks[at.Path] = l
			}
			name := osv.NormalName(p.Ecosystem, cmp.Or(p.Properties["alias"], p.Name))
			l.versions[name] = append(l.versions[name], p.Version)
		}
	}
}

// compare reports each requirement that the lock does not fulfil. A version that
// comes from elsewhere than the registry is not compared.
func (m *manifestFile) compare(l *lock, out scan.Sink) {
	for i := range m.list {
		d := &m.list[i]
		versions, ok := l.versions[osv.NormalName(d.Ecosystem, d.Name)]
		if d.Ecosystem == "PyPI" && strings.EqualFold(d.Name, "python") || ok && (slices.Contains(versions, "") || slices.ContainsFunc(versions, d.Holds)) {
			continue
		}
		out.Finding(m.drifted(d, l, versions))
	}
}

func (m *manifestFile) drifted(d *manifest.Declaration, l *lock, versions []string) *scan.Record {
	has := "does not have it"
	if len(versions) > 0 {
		slices.Sort(versions)
		has = "has " + strings.Join(slices.Compact(versions), ", ")
	}
	r := scan.NewRecord(driftRule, scan.Location{Path: m.path, Region: d.Region},
		fmt.Sprintf("%s asks for %s %s, %s %s", path.Base(m.path), d.Name, strings.TrimSpace(d.Spec), path.Base(l.path), has))
	r.Anchor = d.Name
	return &r
}
