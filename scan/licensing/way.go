package licensing

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// ways finds how packages are reached from the project.
type ways struct{ before map[string]string }

// newWays walks the dependencies once, from the project itself and then from
// what it names. Every step is a shortest one.
func newWays(packages []*scan.Package) *ways {
	w := &ways{before: make(map[string]string, len(packages))}
	edges := make(map[string][]string, len(packages))
	for _, p := range packages {
		if p.PURL != "" {
			edges[p.PURL] = append(edges[p.PURL], p.DependsOn...)
		}
	}
	for _, relation := range []scan.Relation{scan.RelationRoot, scan.RelationDirect} {
		var queue []string
		for _, p := range packages {
			if _, seen := w.before[p.PURL]; !seen && p.PURL != "" && p.Relation == relation {
				w.before[p.PURL] = ""
				queue = append(queue, p.PURL)
			}
		}
		for len(queue) > 0 {
			from := queue[0]
			queue = queue[1:]
			for _, to := range edges[from] {
				if _, seen := w.before[to]; !seen {
					w.before[to] = from
					queue = append(queue, to)
				}
			}
		}
	}
	return w
}

// to returns the package URLs on a way to a package, that of the package last;
// nil if none is known.
func (w *ways) to(purl string) []string {
	if _, known := w.before[purl]; !known || purl == "" {
		return nil
	}
	var way []string
	for at := purl; at != ""; at = w.before[at] {
		way = append(way, at)
	}
	slices.Reverse(way)
	return way
}
