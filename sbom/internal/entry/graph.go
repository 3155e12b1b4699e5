package entry

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// Spread gives a package and everything below it a scope, unless it has one of
// wider reach already. The scope of an optional dependency must be set before.
func (l *List) Spread(from *scan.Package, scope scan.Scope) {
	stack := []*scan.Package{from}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if p == nil || p.Relation == scan.RelationRoot || p.Scope != scan.ScopeUnknown && rank(p.Scope) <= rank(scope) {
			continue
		}
		p.Scope = scope
		stack = append(stack, l.edges[p]...)
	}
}

func rank(s scan.Scope) int { return slices.Index(scopeOrder(), s) }

// GuessDirect sets the relations in a file that does not say what the project
// itself asks for: what no other package needs can only be there for the
// project. Relations that are known stay.
func (l *List) GuessDirect() {
	needed := map[*scan.Package]bool{}
	for from, list := range l.edges {
		for _, to := range list {
			if to != from {
				needed[to] = true
			}
		}
	}
	for _, p := range l.packages {
		if p.Relation == scan.RelationUnknown && !needed[p] {
			p.Relation = scan.RelationDirect
		}
	}
}

// Direct makes the packages that roots need direct ones and the others, where
// nothing else is known, transitive.
func (l *List) Direct() {
	for _, p := range l.packages {
		if p.Relation != scan.RelationRoot {
			continue
		}
		for _, to := range l.edges[p] {
			if to.Relation != scan.RelationRoot {
				to.Relation = scan.RelationDirect
			}
		}
	}
	for _, p := range l.packages {
		if p.Relation == scan.RelationUnknown {
			p.Relation = scan.RelationTransitive
		}
	}
}
