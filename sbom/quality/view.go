package quality

import (
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
)

type component = bom.Component

// view is a document with the indexes that elements need.
type view struct {
	doc *bom.Document
	// components are those that profiles speak of: files are none.
	components []*component
	// primary is what the document is about; nil where it says so of nothing that
	// can be referred to.
	primary *component
	byRef   map[string]*component
	files   map[string]*bom.File
	known   map[string]bool     // all references
	needs   map[string][]string // dependencies
	parts   map[string][]string // what is in something
	stated  map[string]bool     // says something about its dependencies
	// others are relationships of further types between known things.
	others map[string][]string
	ships  map[string][]string // files that a package is distributed as
	// aggregates say how complete the dependencies are, by reference; "" is for all.
	aggregates map[string]string
}

func newView(d *bom.Document) *view {
	v := &view{
		doc: d, byRef: map[string]*component{}, files: map[string]*bom.File{}, known: map[string]bool{}, needs: map[string][]string{}, parts: map[string][]string{},
		stated: map[string]bool{}, others: map[string][]string{}, ships: map[string][]string{}, aggregates: map[string]string{},
	}
	for _, c := range d.Components {
		v.known[c.Ref] = true
		v.byRef[c.Ref] = c
		if c.Parent != "" {
			v.parts[c.Parent] = append(v.parts[c.Parent], c.Ref)
		}
		if c.Type != "file" {
			v.components = append(v.components, c)
		}
	}
	for _, s := range d.Services {
		v.known[s.Ref] = true
	}
	for _, f := range d.Files {
		v.known[f.Ref] = true
		v.files[f.Ref] = f
	}
	v.edges()
	v.completeness()
	for _, ref := range d.Roots {
		if c := v.byRef[ref]; c != nil && hasRef(v, c) && v.primary == nil {
			v.primary = c
		}
	}
	return v
}

func (v *view) edges() {
	for _, dep := range v.doc.Dependencies {
		v.needs[dep.Ref] = append(v.needs[dep.Ref], dep.DependsOn...)
		v.stated[dep.Ref] = true
		for _, on := range dep.DependsOn { // SPDX has no entry for what needs nothing: being needed is enough there
			v.stated[on] = v.stated[on] || v.doc.Format == bom.SPDX
		}
	}
	for _, r := range v.doc.Relationships {
		for _, to := range r.To {
			from := r.From
			switch r.Type {
			case "CONTAINED_BY":
				from, to = to, from
				fallthrough
			case "CONTAINS":
				v.parts[from] = append(v.parts[from], to)
			case "HAS_DISTRIBUTION_ARTIFACT":
				v.ships[from] = append(v.ships[from], to)
			case "DESCRIBES", "DESCRIBED_BY":
				continue
			}
			if v.known[from] && v.known[to] {
				v.others[from] = append(v.others[from], to)
			}
		}
	}
}

// completeness notes what compositions and, in SPDX 3, dependencies say. A
// composition about nothing in particular is about all.
func (v *view) completeness() {
	note := func(ref, aggregate string) {
		if v.aggregates[ref] == "" {
			v.aggregates[ref] = aggregate
		}
	}
	for _, c := range v.doc.Compositions {
		if len(c.Assemblies)+len(c.Dependencies) == 0 {
			note("", c.Aggregate)
		}
		for _, ref := range c.Dependencies {
			note(ref, c.Aggregate)
		}
	}
	for _, r := range v.doc.Relationships {
		switch {
		case r.Type != "DEPENDS_ON":
		case r.Completeness == "complete", r.Completeness == "incomplete":
			note(r.From, r.Completeness)
		case r.Completeness == "noAssertion":
			note(r.From, "unknown")
		}
	}
}

// artifacts returns the files that a package is distributed as.
func (v *view) artifacts(c *component) []*bom.File {
	var out []*bom.File
	for _, ref := range v.ships[c.Ref] {
		if f := v.files[ref]; f != nil {
			out = append(out, f)
		}
	}
	return out
}

// licenses returns the licenses that are acknowledged so. Before CycloneDX 1.6
// nobody could say, and what a document lists is what its author concluded;
// since then what is not told is what was declared.
func (v *view) licenses(c *component, as string) []bom.License {
	silent := "declared"
	if v.doc.Format != bom.SPDX && older(v.doc.SpecVersion, 1, 6) {
		silent = "concluded"
	}
	var out []bom.License
	for _, l := range c.Licenses {
		if said := l.Acknowledgement; said == as || said == "" && silent == as {
			out = append(out, l)
		}
	}
	return out
}

// reach returns what dependencies and containment lead to from a reference.
func (v *view) reach(from string) map[string]bool {
	seen, queue := map[string]bool{from: true}, []string{from}
	for len(queue) > 0 {
		ref := queue[0]
		queue = queue[1:]
		for _, to := range slices.Concat(v.needs[ref], v.parts[ref]) {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return seen
}
