package diff

import (
	"cmp"
	"slices"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/purl"
)

// identity is what a component keeps when its version changes. Without a
// package URL the type is empty.
type identity struct{ kind, name string }

func identityOf(c *bom.Component) identity {
	if c.PURL != "" {
		if u, err := purl.Parse(c.PURL); err == nil {
			name := u.Name
			if u.Namespace != "" {
				name = u.Namespace + "/" + u.Name
			}
			return identity{u.Type, name}
		}
	}
	return identity{"", c.FullName()}
}

// comparison pairs the components of two documents.
type comparison struct {
	from, to *bom.Document
	entries  []*Entry
	byRef    [2]map[string]*Entry // entries by reference in the old and new document
	paths    map[*Entry]string    // new ways from the root
	texts    [2]map[string]string // names of licenses by LicenseRef
	cut      bool                 // not all of them were looked for
	alike    map[*Entry]string    // names that added ones look like
}

func newComparison(from, to *bom.Document) *comparison {
	c := &comparison{from: from, to: to, texts: [2]map[string]string{licenseNames(from), licenseNames(to)}}
	old, new := group(from), group(to)
	addFiles([2]map[identity][]*bom.Component{old, new}, [2]*bom.Document{from, to})
	for _, id := range sortedKeys(old, new) {
		if old[id] != nil && new[id] != nil {
			c.pair(id, old[id], new[id])
			delete(old, id)
			delete(new, id)
		}
	}
	c.pairByName(old, new)
	for _, id := range sortedKeys(old, new) {
		c.pair(id, old[id], new[id])
	}
	c.index()
	c.paths = newPaths(c)
	c.alike = lookAlikes(c)
	return c
}

// group puts the components of a document, but its root, under their
// identities.
func group(d *bom.Document) map[identity][]*bom.Component {
	out := make(map[identity][]*bom.Component, len(d.Components))
	root := d.Root()
	for _, c := range d.Components {
		if c != root {
			id := identityOf(c)
			out[id] = append(out[id], c)
		}
	}
	return out
}

// addFiles adds the files that both documents list; CycloneDX has them among the
// components. Which ones a document lists is up to the tool that made it.
func addFiles(groups [2]map[identity][]*bom.Component, documents [2]*bom.Document) {
	var files [2]map[identity][]*bom.Component
	for side, d := range documents {
		files[side] = map[identity][]*bom.Component{}
		for _, f := range d.Files {
			id := identity{"", f.Name}
			files[side][id] = append(files[side][id], &bom.Component{Ref: f.Ref, Type: "file", Name: f.Name, Hashes: f.Hashes, Licenses: f.Licenses})
		}
	}
	isFile := func(c *bom.Component) bool { return c.Type == "file" }
	for side, other := range []int{1, 0} {
		for id, list := range files[side] {
			if len(files[other][id]) > 0 || slices.ContainsFunc(groups[other][id], isFile) {
				groups[side][id] = append(groups[side][id], list...)
			}
		}
	}
}

func sortedKeys(a, b map[identity][]*bom.Component) []identity {
	keys := make([]identity, 0, len(a)+len(b))
	for id := range a {
		keys = append(keys, id)
	}
	for id := range b {
		if a[id] == nil {
			keys = append(keys, id)
		}
	}
	slices.SortFunc(keys, func(a, b identity) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.kind, b.kind))
	})
	return keys
}

func (c *comparison) pair(id identity, from, to []*bom.Component) {
	name := ""
	for _, one := range slices.Concat(to, from) {
		if name = one.FullName(); name != "" {
			break
		}
	}
	c.entries = append(c.entries, &Entry{Name: cmp.Or(name, id.name), Type: id.kind, From: from, To: to})
}

// pairByName pairs what is left by the names that the documents show, where
// both sides have one candidate.
func (c *comparison) pairByName(old, new map[identity][]*bom.Component) {
	oldNames, newNames := byName(old), byName(new)
	for _, id := range sortedKeys(old, nil) {
		if len(old[id]) == 0 {
			continue
		}
		name := old[id][0].FullName()
		if len(oldNames[name]) != 1 || len(newNames[name]) != 1 {
			continue
		}
		other := newNames[name][0]
		c.pair(identity{cmp.Or(other.kind, id.kind), other.name}, old[id], new[other])
		delete(old, id)
		delete(new, other)
	}
}

func byName(groups map[identity][]*bom.Component) map[string][]identity {
	out := make(map[string][]identity, len(groups))
	for id, list := range groups {
		name := list[0].FullName()
		out[name] = append(out[name], id)
	}
	return out
}

func (c *comparison) index() {
	c.byRef = [2]map[string]*Entry{{}, {}}
	for _, e := range c.entries {
		for _, one := range e.From {
			c.byRef[0][one.Ref] = e
		}
		for _, one := range e.To {
			c.byRef[1][one.Ref] = e
		}
	}
}
