package validate

import (
	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// references collects identifiers and links in the syntax of the document.
func (c *check) references(d *bom.Document) *references {
	refs := &references{known: map[string]bool{}}
	switch {
	case c.root.Kind() != jsonpos.Absent && c.spdx3Document():
		refs.partial = true // its structure knows all of them
	case c.root.Kind() != jsonpos.Absent:
		c.walkJSON(c.root, refs)
	case c.tree != nil:
		c.xmlWalk(c.tree, refs)
	default:
		c.modelReferences(d, refs)
	}
	return refs
}

func (c *check) spdx3Document() bool {
	return c.report.Format == bom.SPDX && c.root.Get("spdxVersion").Kind() == jsonpos.Absent
}

// pointerAt returns the pointer of the value or element that begins where a
// region does, "" in syntaxes without pointers.
func (c *check) pointerAt(region scan.Region) string {
	offset := c.index.Decoded(region.StartOffset) - c.skip
	switch {
	case region == (scan.Region{}):
		return ""
	case c.tree != nil:
		return elementAt(c.tree, offset).pointer()
	case c.root.Kind() != jsonpos.Absent:
		return valueAt(c.root, offset)
	default:
		return ""
	}
}

// elementAt returns the outermost element that begins at an offset, or the
// innermost around it.
func elementAt(e *element, offset int) *element {
	for e.start != offset {
		inner := (*element)(nil)
		for _, c := range e.children {
			if c.start <= offset && offset < c.end {
				inner = c
				break
			}
		}
		if inner == nil {
			return e
		}
		e = inner
	}
	return e
}

// valueAt returns the pointer of the outermost value that begins at an offset,
// or of the innermost around it.
func valueAt(v jsonpos.Value, offset int) string {
	j := &judge{}
	for {
		start, _ := v.Span()
		if start == offset {
			return j.pointer()
		}
		inner, at, found := around(v, offset)
		if !found {
			return j.pointer()
		}
		v = inner
		j.path = append(j.path, at)
	}
}

// around returns the member or element that holds an offset.
func around(v jsonpos.Value, offset int) (inner jsonpos.Value, at step, found bool) {
	holds := func(v jsonpos.Value) bool {
		start, end := v.Span()
		return start <= offset && offset < end
	}
	for key, member := range v.Members() {
		if holds(member) {
			return member, step{key.Str(), -1}, true
		}
	}
	n := 0
	for e := range v.Elements() {
		if holds(e) {
			return e, step{index: n}, true
		}
		n++
	}
	return jsonpos.Value{}, step{}, false
}

// placeOf returns region and pointer of the first member of a JSON document that
// there is among some, which are named by the keys that lead to them.
func (c *check) placeOf(paths [][]string) (scan.Region, string) {
	for _, path := range paths {
		v, pointer := c.root, ""
		for _, key := range path {
			v, pointer = v.Get(key), pointer+"/"+escapePointer(key)
		}
		if v.Kind() != jsonpos.Absent {
			start, end := v.Span()
			return c.region(start, end), pointer
		}
	}
	return scan.Region{}, ""
}
