package validate

import (
	"fmt"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// graph is the dependencies of a document, its elements by number.
type graph struct {
	check *check
	doc   *bom.Document
	ids   map[string]int
	names []string
	edges [][]int32
}

func (c *check) graph(d *bom.Document) {
	g := &graph{check: c, doc: d, ids: map[string]int{}}
	for _, dep := range d.Dependencies {
		from := g.number(dep.Ref)
		for _, list := range [][]string{dep.DependsOn, dep.Provides} {
			for _, ref := range list {
				to := g.number(ref)
				g.edges[from] = append(g.edges[from], int32(to))
			}
		}
	}
	g.selfDependencies()
	g.cycles()
	g.reach()
}

func (g *graph) number(ref string) int {
	n, ok := g.ids[ref]
	if !ok {
		n = len(g.names)
		g.ids[ref] = n
		g.names = append(g.names, ref)
		g.edges = append(g.edges, nil)
	}
	return n
}

// place returns the region and the pointer of an element.
func (g *graph) place(ref string) (scan.Region, string) {
	i := slices.IndexFunc(g.doc.Components, func(c *bom.Component) bool { return c.Ref == ref })
	if i < 0 {
		return scan.Region{}, ""
	}
	region := g.doc.Components[i].Region
	return region, g.check.pointerAt(region)
}

func (g *graph) tell(rule, ref, format string, args ...any) {
	if g.check.full() {
		return
	}
	region, pointer := g.place(ref)
	g.check.add(rule, region, pointer, fmt.Sprintf(format, args...))
}

func (g *graph) selfDependencies() {
	for from, targets := range g.edges {
		if slices.Contains(targets, int32(from)) {
			g.tell(RuleSelfDependency, g.names[from], "%.80q depends on itself", g.names[from])
		}
	}
}

// cycles tells of each set of elements that depend on each other (the strongly
// connected components, by Tarjan's algorithm without recursion), once.
func (g *graph) cycles() {
	t := &tarjan{edges: g.edges, index: make([]int32, len(g.edges)), low: make([]int32, len(g.edges)), on: make([]bool, len(g.edges))}
	for v := range g.edges {
		if t.index[v] == 0 {
			t.visit(int32(v))
		}
	}
	for _, group := range t.groups {
		names := make([]string, len(group))
		for i, v := range group {
			names[i] = g.names[v]
		}
		slices.Sort(names)
		g.tell(RuleDependencyCycle, names[0], "%d components depend on each other, among them %.120q", len(names), names[:min(len(names), 4)])
	}
}

// tarjan finds the strongly connected components of more than one vertex.
type tarjan struct {
	edges      [][]int32
	index, low []int32
	on         []bool
	stack      []int32
	next       int32
	groups     [][]int32
}

type frame struct {
	v    int32
	edge int
}

func (t *tarjan) visit(root int32) {
	frames := []frame{{v: root}}
	t.enter(root)
	for len(frames) > 0 {
		f := &frames[len(frames)-1]
		if f.edge < len(t.edges[f.v]) {
			w := t.edges[f.v][f.edge]
			f.edge++
			switch {
			case t.index[w] == 0:
				t.enter(w)
				frames = append(frames, frame{v: w})
			case t.on[w]:
				t.low[f.v] = min(t.low[f.v], t.index[w])
			}
			continue
		}
		v := f.v
		frames = frames[:len(frames)-1]
		if len(frames) > 0 {
			above := frames[len(frames)-1].v
			t.low[above] = min(t.low[above], t.low[v])
		}
		if t.low[v] == t.index[v] {
			t.group(v)
		}
	}
}

func (t *tarjan) enter(v int32) {
	t.next++
	t.index[v], t.low[v], t.on[v] = t.next, t.next, true
	t.stack = append(t.stack, v)
}

func (t *tarjan) group(v int32) {
	i := len(t.stack) - 1
	for t.stack[i] != v {
		i--
	}
	for _, w := range t.stack[i:] {
		t.on[w] = false
	}
	if len(t.stack)-i > 1 {
		t.groups = append(t.groups, slices.Clone(t.stack[i:]))
	}
	t.stack = t.stack[:i]
}

// reach tells of a missing root, or else of components that it does not lead to.
func (g *graph) reach() {
	d := g.doc
	if len(d.Components) == 0 {
		return
	}
	if len(d.Roots) == 0 {
		g.tell(RuleRootMissing, "", "the document does not say which component it describes")
		return
	}
	if len(g.edges) == 0 {
		return // no graph: what it leaves out is a matter of quality
	}
	seen := g.fromRoots()
	leads := func(c *bom.Component) bool { return seen[c.Ref] && !slices.Contains(d.Roots, c.Ref) }
	if len(d.Components) > len(d.Roots) && !slices.ContainsFunc(d.Components, leads) {
		g.tell(RuleRootMissing, d.Roots[0], "the dependencies do not begin at %.80q, which the document describes", d.Roots[0])
		return
	}
	for _, c := range d.Components {
		if !seen[c.Ref] && c.Parent == "" && c.Type != "file" && c.Scope != "excluded" {
			g.tell(RuleUnreachable, c.Ref, "no dependency leads from the root to %.80q", c.FullName())
		}
	}
}

// fromRoots returns what the roots lead to, by dependencies, other relationships
// and by holding each other.
func (g *graph) fromRoots() map[string]bool {
	next := map[string][]string{}
	for _, r := range g.doc.Relationships {
		next[r.From] = append(next[r.From], r.To...)
		for _, to := range r.To { // many are told the other way round
			next[to] = append(next[to], r.From)
		}
	}
	for _, c := range g.doc.Components {
		if c.Parent != "" {
			next[c.Parent] = append(next[c.Parent], c.Ref)
		}
	}
	seen := map[string]bool{}
	open := slices.Clone(g.doc.Roots)
	for len(open) > 0 {
		ref := open[len(open)-1]
		open = open[:len(open)-1]
		if seen[ref] {
			continue
		}
		seen[ref] = true
		open = append(open, next[ref]...)
		if n, ok := g.ids[ref]; ok {
			for _, to := range g.edges[n] {
				open = append(open, g.names[to])
			}
		}
	}
	return seen
}
