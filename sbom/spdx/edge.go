package spdx

import (
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// edge is a relationship between components. The type of an inverse one is told
// from the other end.
type edge struct {
	from, kind, to string
	inverse        bool
}

// The words that stand for an element at the end of a relationship: that there is
// none, and that nobody says (SPDX 2.3, clause 11.1.1).
const (
	none        = "NONE"
	noAssertion = "NOASSERTION"
)

// edges returns the graph of a document in the words of SPDX 2, in rising order
// of the references, and behind it the relationships that are not part of the
// graph. What is known to need nothing depends on NONE; where the document does not
// say that its dependencies are all there are, nobody says.
func edges(d *bom.Document) []edge {
	kinds := map[string]string{}
	for _, c := range d.Components {
		kinds[c.Ref] = edgeKind(c)
	}
	var out []edge
	open := unsure(d)
	for _, dep := range d.Dependencies {
		switch {
		case len(dep.DependsOn) > 0:
		case open[dep.Ref]:
			out = append(out, edge{dep.Ref, "DEPENDS_ON", noAssertion, false})
		default:
			out = append(out, edge{dep.Ref, "DEPENDS_ON", none, false})
		}
		for _, on := range dep.DependsOn {
			kind := kinds[on]
			if kind == "" {
				out = append(out, edge{dep.Ref, "DEPENDS_ON", on, false})
			} else {
				out = append(out, edge{dep.Ref, kind, on, true})
			}
		}
	}
	for _, c := range d.Components {
		if c.Parent != "" && c.Parent != c.Ref {
			out = append(out, edge{c.Parent, "CONTAINS", c.Ref, false})
		}
	}
	slices.SortStableFunc(out, func(a, b edge) int {
		return slices.Compare([]string{a.from, a.to, a.kind}, []string{b.from, b.to, b.kind})
	})
	for _, r := range d.Relationships {
		_, inverse := dependencyKinds()[r.Type]
		for _, to := range r.To {
			if !inverse && relationshipTypes()[r.Type] || r.Type == "DEPENDS_ON" && to == noAssertion {
				out = append(out, edge{r.From, r.Type, to, false})
			}
		}
	}
	return out
}

// unsure returns the components whose dependencies a document does not claim to
// know: by a composition about them, or, of what has none, about their parts.
func unsure(d *bom.Document) map[string]bool {
	out, told := map[string]bool{}, map[string]bool{}
	for _, c := range d.Compositions {
		for _, ref := range c.Dependencies {
			told[ref] = true
			out[ref] = c.Aggregate != "complete"
		}
	}
	for _, c := range d.Compositions {
		for _, ref := range c.Assemblies {
			if !told[ref] {
				out[ref] = c.Aggregate != "complete"
			}
		}
	}
	return out
}

// edgeKind returns the type of relationship that tells what a component is
// needed for, "" for plain dependencies.
func edgeKind(c *bom.Component) string {
	for _, p := range c.Properties {
		if p.Name != "penstock:scope" {
			continue
		}
		switch scan.Scope(p.Value) {
		case scan.ScopeDev:
			return "DEV_DEPENDENCY_OF"
		case scan.ScopeTest:
			return "TEST_DEPENDENCY_OF"
		case scan.ScopeBuild:
			return "BUILD_DEPENDENCY_OF"
		case scan.ScopeOptional, scan.ScopePeer:
			return "OPTIONAL_DEPENDENCY_OF"
		}
	}
	switch c.Scope {
	case "excluded":
		return "DEV_DEPENDENCY_OF"
	case "optional":
		return "OPTIONAL_DEPENDENCY_OF"
	default:
		return ""
	}
}
