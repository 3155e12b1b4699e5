package inventory

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// Names of the properties of packages.
const (
	PropertySystem  = "pipeline" // the CI system whose file names it
	PropertyKind    = "kind"     // see [ci.UseKind]
	PropertyPinned  = "pinned"   // see [Pin]
	PropertyVersion = "version"  // what a comment behind a commit says
	PropertyTag     = "tag"      // of an image that has a digest too
)

// Packages returns the components from elsewhere as packages: one for each
// package URL, scope and commented version, with all its places, in the order of
// the file. See the package's documentation for what is left out.
func (p *Pipeline) Packages() []*scan.Package {
	type key struct {
		purl, comment string
		scope         scan.Scope
	}
	var list []*scan.Package
	known := map[key]*scan.Package{}
	for _, c := range p.All() {
		if c.PURL == "" || c.Local || c.Computed || c.Kind == ci.UseHook {
			continue
		}
		k := key{c.PURL, c.Comment, c.Scope}
		pkg := known[k]
		if pkg == nil {
			pkg = c.pack(p.System)
			known[k] = pkg
			list = append(list, pkg)
		}
		pkg.Locations = append(pkg.Locations, c.Location)
	}
	for _, pkg := range list {
		slices.SortStableFunc(pkg.Locations, func(a, b scan.Location) int { return a.Region.StartOffset - b.Region.StartOffset })
		pkg.Locations = slices.CompactFunc(pkg.Locations, func(a, b scan.Location) bool { return a.Region == b.Region })
	}
	slices.SortStableFunc(list, func(a, b *scan.Package) int {
		return a.Locations[0].Region.StartOffset - b.Locations[0].Region.StartOffset
	})
	return list
}

func (c *Component) pack(system string) *scan.Package {
	p := &scan.Package{
		PURL: c.PURL, Name: c.Name, Version: c.Version, Ecosystem: c.Ecosystem, Scope: c.Scope, Relation: scan.RelationDirect,
		Hashes: c.Hashes, Source: c.Source,
		Properties: map[string]string{PropertySystem: system, PropertyKind: string(c.Kind), PropertyPinned: string(c.Pinned)},
	}
	for name, value := range map[string]string{PropertyVersion: c.Comment, PropertyTag: c.Tag} {
		if value != "" {
			p.Properties[name] = value
		}
	}
	return p
}

// Computed returns the components that only a run can tell, which are in no
// inventory of packages.
func (p *Pipeline) Computed() []*Component {
	return slices.DeleteFunc(p.All(), func(c *Component) bool { return !c.Computed })
}
