package bom

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// propertyDeclared is the property of a package that holds the declared
// licenses where others were concluded.
const propertyDeclared = "penstock:declared-licenses"

// Names of the properties in which [New] keeps what has no field in a document.
const (
	propertyScope    = "penstock:scope"
	propertyRelation = "penstock:relation"
	// propertyEcosystem is written where the package URL does not tell it.
	propertyEcosystem = "penstock:ecosystem"
	// propertyType is the type of a component that is none of the usual ones and
	// has no package URL to tell it.
	propertyType = "penstock:type"
)

// kept returns the properties of a component that its package has too: what
// scan/pipeline/inventory tells of things that pipelines use. It tells the first
// three of each; single ones of these names are another producer's.
func (c *Component) kept() []string {
	for _, name := range []string{"pipeline", "kind", "pinned"} {
		if c.Property(name) == "" {
			return nil
		}
	}
	return []string{"pipeline", "kind", "pinned", "version", "tag"}
}

// Packages returns the components as packages, in the order of the document.
// Each has its place in the document, which is reported under the given path,
// and its reference as Origin.Component. Components of type file are left out,
// as are those without a name and package URL.
//
// Ecosystem, name and version are those of the package URL where there is one;
// Licenses are the concluded ones, or else the declared ones. DependsOn has the
// package URLs of the dependencies that have one. The roots are
// [scan.RelationRoot], what they need is direct, all that is reached from there is
// transitive. The type of what is no package, such as an operating system, is the
// property "penstock:type", from which [New] takes it back.
func (d *Document) Packages(path string) []*scan.Package {
	relations := d.relations()
	purls := make(map[string]string, len(d.Components))
	for _, c := range d.Components {
		purls[c.Ref] = c.PURL
	}
	edges := make(map[string][]string, len(d.Dependencies))
	for _, dep := range d.Dependencies {
		for _, on := range dep.DependsOn {
			if p := purls[on]; p != "" {
				edges[dep.Ref] = append(edges[dep.Ref], p)
			}
		}
	}
	var out []*scan.Package
	for _, c := range d.Components {
		if c.Type == "file" || c.Name == "" && c.PURL == "" {
			continue
		}
		p := c.pack(path)
		if p.Relation == "" {
			p.Relation = relations[c.Ref]
		}
		slices.Sort(edges[c.Ref])
		p.DependsOn = slices.Compact(edges[c.Ref])
		out = append(out, p)
	}
	return out
}

func (c *Component) pack(path string) *scan.Package {
	p := packed{&scan.Package{
		PURL: c.PURL, Name: c.FullName(), Version: c.Version, Hashes: slices.Clone(c.Hashes), Supplier: c.Supplier.Name, Installed: len(c.Occurrences) > 0,
		Scope: scopeOf(c), Relation: scan.Relation(c.Property(propertyRelation)), Source: c.Source,
		Locations: []scan.Location{{Path: path, Region: c.Region, Origin: &scan.Origin{Component: c.Ref}}},
	}}
	if ecosystem, name, version := ecosystemOf(c.PURL); name != "" {
		p.Ecosystem, p.Name = ecosystem, name
		if version != "" {
			p.Version = version
		}
	}
	p.Ecosystem = cmp.Or(c.Property(propertyEcosystem), p.Ecosystem)
	if p.Supplier == "" {
		p.Supplier = c.Publisher
	}
	for _, name := range c.kept() {
		p.set(name, c.Property(name))
	}
	if c.unusual() {
		p.set(propertyType, c.Type)
	}
	var beside []string
	if p.Licenses, beside = c.stated(); !slices.Equal(beside, p.Licenses) {
		p.set(propertyDeclared, strings.Join(beside, "; "))
	}
	return p.Package
}

// unusual reports whether a component is none of the things that package managers
// hand out, as far as its type tells. An application without a version is a file or
// folder that others are named by, such as "pom.xml".
func (c *Component) unusual() bool {
	if u, err := purl.Parse(c.PURL); err == nil && u.Type != "generic" {
		return false
	}
	switch c.Type {
	case "", "library", "framework":
		return false
	case "application":
		return c.PURL == "" && c.Version == ""
	default:
		return true
	}
}

// packed is a package in the making.
type packed struct{ *scan.Package }

// set sets a property, unless it is empty.
func (p packed) set(name, value string) {
	if value == "" {
		return
	}
	if p.Properties == nil {
		p.Properties = map[string]string{}
	}
	p.Properties[name] = value
}

func scopeOf(c *Component) scan.Scope {
	if s := c.Property(propertyScope); s != "" {
		return scan.Scope(s)
	}
	switch c.Scope {
	case "required":
		return scan.ScopeRuntime
	case "optional":
		return scan.ScopeOptional
	case "excluded":
		return scan.ScopeDev
	default:
		return scan.ScopeUnknown
	}
}

// relations walks the graph from the roots.
func (d *Document) relations() map[string]scan.Relation {
	out := make(map[string]scan.Relation, len(d.Components))
	edges := make(map[string][]string, len(d.Dependencies))
	for _, dep := range d.Dependencies {
		edges[dep.Ref] = append(edges[dep.Ref], dep.DependsOn...)
	}
	for _, r := range d.Roots {
		out[r] = scan.RelationRoot
	}
	next := d.Roots
	for relation := scan.RelationDirect; len(next) > 0; relation = scan.RelationTransitive {
		var after []string
		for _, ref := range next {
			for _, on := range edges[ref] {
				if out[on] == "" {
					out[on] = relation
					after = append(after, on)
				}
			}
		}
		next = after
	}
	return out
}

// ecosystemOf returns ecosystem and name behind a package URL, also for the
// distributions of Linux, whose releases are in a qualifier.
func ecosystemOf(text string) (ecosystem, name, version string) {
	if text == "" {
		return "", "", ""
	}
	if ecosystem, name, version, err := purl.Split(text); err == nil {
		return ecosystem, name, version
	}
	u, err := purl.Parse(text)
	if err != nil {
		return "", "", ""
	}
	return purl.Installed(u)
}
