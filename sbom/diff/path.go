package diff

import (
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// maxSteps bounds the walks over both graphs together: their cost is that of
// the graph times the dependencies of the root.
const maxSteps = 5_000_000

// newPaths finds the components of both documents to which a dependency of the
// root newly leads, with the shortest way there. It takes one walk over each
// graph for every dependency of the root, and memory for one at a time.
func newPaths(c *comparison) map[*Entry]string {
	if c.from.Root() == nil || c.to.Root() == nil {
		return nil
	}
	old, new := c.graph(0, c.from), c.graph(1, c.to)
	was := map[*Entry]bool{}
	for _, e := range old.next[nil] {
		was[e] = true
	}
	out := map[*Entry]string{}
	for _, first := range new.next[nil] {
		var before map[*Entry]*Entry
		if was[first] {
			before = old.walk(first)
		}
		after := new.walk(first)
		if old.steps+new.steps > maxSteps {
			c.cut = true // this walk was not finished
			break
		}
		for e, last := range after {
			if _, known := before[e]; known || len(e.From) == 0 || len(e.To) == 0 {
				continue
			}
			way := new.way(e, last, first)
			if have, ok := out[e]; !ok || len(way) < len(have) || len(way) == len(have) && way < have {
				out[e] = way
			}
		}
	}
	return out
}

// graph is the edges between entries; those of the root start at nil.
type graph struct {
	next  map[*Entry][]*Entry
	trace map[*Entry]*Entry // of the last walk: where each was reached from
	steps int
}

func (c *comparison) graph(side int, d *bom.Document) *graph {
	g := &graph{next: map[*Entry][]*Entry{}}
	if len(d.Dependencies) == 0 {
		return g
	}
	root := d.Roots[0]
	for _, dep := range d.Dependencies {
		from := c.byRef[side][dep.Ref]
		if from == nil && dep.Ref != root {
			continue
		}
		for _, on := range dep.DependsOn {
			if to := c.byRef[side][on]; to != nil {
				g.next[from] = append(g.next[from], to)
			}
		}
	}
	return g
}

// walk returns what is reached from an entry, itself included, each with the
// entry in front of it on a shortest way. It stops at the limit.
func (g *graph) walk(first *Entry) map[*Entry]*Entry {
	g.trace = map[*Entry]*Entry{first: nil}
	queue := []*Entry{first}
	for len(queue) > 0 && g.steps <= maxSteps {
		e := queue[0]
		queue = queue[1:]
		g.steps += 1 + len(g.next[e])
		for _, to := range g.next[e] {
			if _, seen := g.trace[to]; !seen {
				g.trace[to] = e
				queue = append(queue, to)
			}
		}
	}
	return g.trace
}

func (g *graph) way(e, last, first *Entry) string {
	names := []string{e.Name}
	for at := last; e != first && at != nil; at = g.trace[at] {
		names = append(names, at.Name)
	}
	var b strings.Builder
	for i := len(names) - 1; i >= 0; i-- {
		b.WriteString(names[i])
		if i > 0 {
			b.WriteString(" > ")
		}
	}
	return b.String()
}
