package bom

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// connect writes the edges. A package URL that several scopes have stands for
// the component of the same scope, or else for the first. Nothing is left
// without a way from the root: on it hangs what is direct, unless a project of the
// workspace needs it, and what nothing else leads to.
func (b *builder) connect() {
	byPURL := map[string][]*item{}
	for _, it := range b.items {
		if it.PURL != "" {
			byPURL[it.PURL] = append(byPURL[it.PURL], it)
		}
	}
	if former := b.top.former; former != "" && former != b.top.PURL {
		byPURL[former] = append(byPURL[former], b.top)
	}
	edges := make(map[*item][]*item, len(b.items))
	needed, neededByProject := map[*item]bool{}, map[*item]bool{}
	for _, it := range b.items {
		for _, p := range it.needs {
			if to := choose(byPURL[p], it.scope); to != nil && to != it {
				edges[it] = append(edges[it], to)
				needed[to] = true
				neededByProject[to] = neededByProject[to] || it.relation == scan.RelationRoot
			}
		}
	}
	for _, it := range b.items[1:] {
		if it.relation == scan.RelationRoot || !needed[it] || it.relation == scan.RelationDirect && !neededByProject[it] {
			edges[b.top] = append(edges[b.top], it)
		}
	}
	b.reach(edges)
	for _, it := range b.items {
		if len(edges[it]) == 0 && !b.tellsEdges(it) {
			continue
		}
		dep := Dependency{Ref: it.Ref, DependsOn: []string{}}
		for _, to := range edges[it] {
			dep.DependsOn = append(dep.DependsOn, to.Ref)
		}
		dep.DependsOn = sortedSet(dep.DependsOn)
		b.doc.Dependencies = append(b.doc.Dependencies, dep)
	}
}

func choose(list []*item, scope scan.Scope) *item {
	for _, it := range list {
		if it.scope == scope {
			return it
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// reach hangs cycles that nothing leads to on the root.
func (b *builder) reach(edges map[*item][]*item) {
	seen := map[*item]bool{}
	walk := func(from *item) {
		queue := []*item{from}
		seen[from] = true
		for len(queue) > 0 {
			it := queue[0]
			queue = queue[1:]
			for _, to := range edges[it] {
				if !seen[to] {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
	}
	walk(b.top)
	for _, it := range b.items {
		if !seen[it] {
			edges[b.top] = append(edges[b.top], it)
			walk(it)
		}
	}
}

// tellsEdges reports whether the component has edges, or a file that names it
// tells those of others than projects, so that a component without is one that
// needs nothing.
func (b *builder) tellsEdges(it *item) bool {
	if b.edgeFiles == nil {
		b.edgeFiles = map[string]bool{}
		for _, other := range b.items {
			for _, f := range other.files {
				if len(other.needs) > 0 && other.relation != scan.RelationRoot {
					b.edgeFiles[f] = true
				}
			}
		}
	}
	return it == b.top || len(it.needs) > 0 || slices.ContainsFunc(it.files, func(f string) bool { return b.edgeFiles[f] })
}

// compositions says what is known of parts and of dependencies.
func (b *builder) compositions() {
	aggregate := "unknown"
	if b.config.Complete {
		aggregate = "complete"
	}
	if slices.ContainsFunc(b.config.Diagnostics, func(d *scan.Diagnostic) bool { return !d.Note }) {
		aggregate = "incomplete"
	}
	parts := Composition{Aggregate: aggregate, Assemblies: []string{b.top.Ref}}
	known, unknown := Composition{Aggregate: "complete"}, Composition{Aggregate: "unknown"}
	for _, it := range b.items[1:] {
		if b.tellsEdges(it) {
			known.Dependencies = append(known.Dependencies, it.Ref)
		} else {
			unknown.Dependencies = append(unknown.Dependencies, it.Ref)
		}
	}
	b.doc.Compositions = []Composition{parts}
	for _, c := range []Composition{known, unknown} {
		if len(c.Dependencies) > 0 {
			slices.Sort(c.Dependencies)
			b.doc.Compositions = append(b.doc.Compositions, c)
		}
	}
}
