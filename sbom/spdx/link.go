package spdx

import (
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// link makes roots and graph out of the relationships.
func (r *reader) link(document string, described []string) {
	d := r.doc
	roots := slices.Clone(described)
	g := &graph{at: map[string]int{}, scopes: map[string][]string{}}
	for _, rel := range d.Relationships {
		for _, to := range rel.To {
			switch {
			case rel.Type == "DESCRIBES" && rel.From == document:
				roots = append(roots, to)
			case rel.Type == "DESCRIBED_BY" && to == document:
				roots = append(roots, rel.From)
			default:
				g.add(rel, to)
			}
		}
	}
	for _, ref := range roots {
		if !slices.Contains(d.Roots, ref) && !absent(ref) {
			d.Roots = append(d.Roots, ref)
		}
	}
	d.Dependencies = g.list
	for _, c := range d.Components {
		c.Scope = widest(g.scopes[c.Ref])
	}
}

// graph collects edges by the component that they start at.
type graph struct {
	list   []bom.Dependency
	at     map[string]int
	scopes map[string][]string // told by the types of edges, by component
}

func (g *graph) add(rel bom.Relationship, to string) {
	from := rel.From
	scope, inverse := dependencyKinds()[rel.Type]
	switch {
	case inverse:
		from, to = to, from
	case rel.Type == "HAS_OPTIONAL_DEPENDENCY":
		scope = "optional"
	case rel.Type != "DEPENDS_ON":
		return
	case rel.Scope == "development" || rel.Scope == "test" || rel.Scope == "build":
		scope = "excluded"
	}
	if absent(from) || to == "" || to == "NOASSERTION" {
		return
	}
	i, ok := g.at[from]
	if !ok {
		i = len(g.list)
		g.at[from] = i
		g.list = append(g.list, bom.Dependency{Ref: from})
	}
	if to == "NONE" {
		return
	}
	g.list[i].DependsOn = append(g.list[i].DependsOn, to)
	g.scopes[to] = append(g.scopes[to], scope)
}

// widest returns the scope of something that is needed for several reasons;
// a plain dependency is needed.
func widest(scopes []string) string {
	for _, s := range []string{"", "required", "optional", "excluded"} {
		if slices.Contains(scopes, s) {
			return s
		}
	}
	return ""
}
