package deps

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// tally keeps what bills of materials list from being counted where it is not to
// be: a package that a lockfile names, or another document lists, counts once, and
// what is no package counts apart.
type tally struct {
	known map[tallied]bool // nil where there are no documents
	other *gaps            // what nobody is told of
}

type tallied struct{ ecosystem, name, version string }

func newTally(packages []*scan.Package) *tally {
	t := &tally{other: newGaps()}
	for _, p := range packages {
		if listed(p) {
			t.known = map[tallied]bool{}
			break
		}
	}
	if t.known == nil {
		return t
	}
	for _, p := range packages {
		if !listed(p) {
			t.known[tallied{p.Ecosystem, p.Name, p.Version}] = true
		}
	}
	return t
}

// again reports whether a package was counted before.
func (t *tally) again(p *scan.Package) bool {
	if t.known == nil || !listed(p) {
		return false
	}
	key := tallied{p.Ecosystem, p.Name, p.Version}
	again := t.known[key]
	t.known[key] = true
	return again
}

// in returns the gaps that a package counts in.
func (t *tally) in(g *gaps, p *scan.Package) *gaps {
	switch {
	case t.again(p):
		return t.other
	case beyond(p):
		g.beyond++
		return t.other
	case p.Ecosystem == "" && !fromPipeline(p):
		g.unnamed.add(p.Name, p.Version, p.Locations)
	}
	return g
}

// once returns the packages that count.
func once(packages []*scan.Package) []*scan.Package {
	t := newTally(packages)
	if t.known == nil {
		return packages
	}
	var list []*scan.Package
	for _, p := range packages {
		if !beyond(p) && !t.again(p) {
			list = append(list, p)
		}
	}
	return list
}

// beyond reports whether what a bill of materials lists is no package that anybody
// publishes advisories about, such as an image or an operating system.
func beyond(p *scan.Package) bool {
	return listed(p) && p.Ecosystem == "" && !fromPipeline(p) &&
		(p.Properties["penstock:type"] != "" || strings.HasPrefix(p.PURL, "pkg:docker/") || strings.HasPrefix(p.PURL, "pkg:oci/"))
}

// listed reports whether a package is a component of a bill of materials.
func listed(p *scan.Package) bool {
	return len(p.Locations) > 0 && p.Locations[0].Origin != nil && p.Locations[0].Origin.Component != ""
}
