package deps

import "github.com/penstock-dev/penstock/scan"

// tally keeps what bills of materials list from being counted twice: a package that
// a lockfile names, or another document lists, counts once. It is nil where there
// are no documents.
type tally map[tallied]bool

type tallied struct{ ecosystem, name, version string }

func newTally(packages []*scan.Package) tally {
	var t tally
	for _, p := range packages {
		if listed(p) {
			t = tally{}
			break
		}
	}
	if t == nil {
		return nil
	}
	for _, p := range packages {
		if !listed(p) {
			t[tallied{p.Ecosystem, p.Name, p.Version}] = true
		}
	}
	return t
}

// again reports whether a package was counted before.
func (t tally) again(p *scan.Package) bool {
	if t == nil || !listed(p) {
		return false
	}
	key := tallied{p.Ecosystem, p.Name, p.Version}
	known := t[key]
	t[key] = true
	return known
}

// listed reports whether a package is a component of a bill of materials.
func listed(p *scan.Package) bool {
	return len(p.Locations) > 0 && p.Locations[0].Origin != nil && p.Locations[0].Origin.Component != ""
}
