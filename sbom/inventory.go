package sbom

import (
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Inventory is the packages of a target, one for each package URL and scope
// with all its places. It is immutable and safe for concurrent use.
type Inventory struct {
	packages []*scan.Package
}

// identity is what makes two packages of a run one of the inventory. A package
// without URL is known by its name and source.
type identity struct {
	purl, ecosystem, name, version, source string
	scope                                  scan.Scope
}

func identityOf(p *scan.Package) identity {
	if p.PURL != "" {
		return identity{purl: p.PURL, scope: p.Scope}
	}
	return identity{"", p.Ecosystem, p.Name, p.Version, p.Source, p.Scope}
}

// NewInventory merges packages. Places, dependencies, licences and hashes of
// equal ones are united; the rest is as the first of them says, and the order
// of the packages decides nothing else. The packages given are not changed.
func NewInventory(packages []*scan.Package) *Inventory {
	merged := make(map[identity]*scan.Package, len(packages))
	seen := map[*scan.Package]map[onceKey]bool{} // places, by package of the inventory
	list := make([]*scan.Package, 0, len(packages))
	for _, p := range packages {
		id := identityOf(p)
		into := merged[id]
		if into == nil {
			into = clone(p)
			into.Locations = nil
			merged[id], seen[into] = into, map[onceKey]bool{}
			list = append(list, into)
		} else {
			entry.Merge(into, p)
		}
		for _, loc := range p.Locations {
			if key := placeKey("", loc); !seen[into][key] {
				seen[into][key] = true
				into.Locations = append(into.Locations, loc)
			}
		}
	}
	slices.SortStableFunc(list, compare)
	return &Inventory{list}
}

func clone(p *scan.Package) *scan.Package {
	c := *p
	c.DependsOn = slices.Clone(p.DependsOn)
	c.Licenses = slices.Clone(p.Licenses)
	c.Hashes = slices.Clone(p.Hashes)
	c.Properties = maps.Clone(p.Properties)
	return &c
}

func compare(a, b *scan.Package) int {
	for _, pair := range [][2]string{
		{a.Ecosystem, b.Ecosystem}, {a.Name, b.Name}, {a.Version, b.Version},
		{a.PURL, b.PURL}, {a.Source, b.Source}, {string(a.Scope), string(b.Scope)},
	} {
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return 0
}

// Packages returns the packages in rising order of ecosystem, name, version,
// package URL, source and scope. The slice is the caller's own, the packages
// are shared and must not be changed.
func (v *Inventory) Packages() []*scan.Package { return slices.Clone(v.packages) }

// Lookup returns the packages with a package URL, one for each scope, in rising
// order of the scopes.
func (v *Inventory) Lookup(purl string) []*scan.Package {
	var found []*scan.Package
	for _, p := range v.packages {
		if p.PURL == purl && purl != "" {
			found = append(found, p)
		}
	}
	return found
}
