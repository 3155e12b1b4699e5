package validate

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// references is what a document's elements are called, and where it names
// them.
type references struct {
	// known are the identifiers of elements.
	known map[string]bool
	links []link
	// partial is true where not all identifiers are known.
	partial bool
}

// link is a place that names an element. Without an end its place has to be
// found first.
type link struct {
	to         string
	start, end int
}

// maxLinks bounds the memory that links take.
const maxLinks = 4 * bom.MaxItems

func (r *references) link(l link) {
	if len(r.links) < maxLinks {
		r.links = append(r.links, l)
	}
}

// idKeys are the members that name the element they stand in, by format.
func idKeys(format bom.Format) string {
	if format == bom.CycloneDX {
		return "bom-ref"
	}
	return "SPDXID"
}

// linkKeys are the members that name other elements. What they stand in is
// looked at too: a "dependencies" of a composition holds names.
func linkKeys(format bom.Format) map[string]bool {
	if format == bom.SPDX {
		return map[string]bool{
			"spdxElementId": true, "relatedSpdxElement": true, "documentDescribes": true, "hasFiles": true, "snippetFromFile": true, "fileDependencies": true,
		}
	}
	return map[string]bool{"dependsOn": true, "provides": true, "assemblies": true, "dependencies": true, "subjects": true, "vulnerabilities": true}
}

// jsonWalk collects identifiers and links of a JSON document and tells of
// identifiers that are given twice.
type jsonWalk struct {
	*check
	refs   *references
	id     string
	links  map[string]bool
	path   []step
	places map[string]jsonpos.Value // where an identifier was given
}

func (c *check) walkJSON(root jsonpos.Value, refs *references) {
	w := &jsonWalk{check: c, refs: refs, id: idKeys(c.report.Format), links: linkKeys(c.report.Format), places: map[string]jsonpos.Value{}}
	w.value(root, "", "")
}

// value looks at a value that is a member of the name key, in one called above.
// The depth is bounded by the parser.
func (w *jsonWalk) value(v jsonpos.Value, key, above string) {
	switch v.Kind() {
	case jsonpos.Object:
		w.path = append(w.path, step{})
		for name, member := range v.Members() {
			k := name.Str()
			w.path[len(w.path)-1] = step{k, -1}
			w.member(member, k, key)
			w.value(member, k, key)
		}
		w.path = w.path[:len(w.path)-1]
	case jsonpos.Array:
		n := 0
		w.path = append(w.path, step{})
		for e := range v.Elements() {
			w.path[len(w.path)-1] = step{index: n}
			if w.links[key] && e.Kind() == jsonpos.String {
				w.link(e)
			}
			w.value(e, key, above)
			n++
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *jsonWalk) member(v jsonpos.Value, key, in string) {
	if v.Kind() != jsonpos.String {
		return
	}
	switch {
	case key == w.id:
		w.identifier(v)
	case key == "ref" && (in == "dependencies" || in == "affects"), w.links[key]:
		w.link(v)
	}
}

func (w *jsonWalk) identifier(v jsonpos.Value) {
	id := v.Str()
	first, twice := w.places[id]
	if !twice {
		w.places[id], w.refs.known[id] = v, true
		return
	}
	start, end := v.Span()
	before, _ := first.Span()
	w.add(RuleDuplicateReference, w.region(start, end), (&judge{path: w.path}).pointer(),
		fmt.Sprintf("%.80q is the identifier of the element on line %d too", id, w.region(before, before).StartLine))
}

func (w *jsonWalk) link(v jsonpos.Value) {
	to := v.Str()
	if w.refs.known[to] || len(w.refs.links) >= maxLinks {
		return // most are known already: nothing has to be kept of them
	}
	start, end := v.Span()
	w.refs.link(link{to, start, end})
}

// xmlWalk collects those of an XML document of CycloneDX. Identifiers that are
// given twice are a matter of the structure there.
func (c *check) xmlWalk(e *element, refs *references) {
	in := ""
	if e.parent != nil {
		in = e.parent.name
	}
	for _, a := range e.attributes {
		switch {
		case a.Name.Space != "":
		case a.Name.Local == "bom-ref":
			refs.known[a.Value] = true
		case a.Name.Local == "ref" && strings.Contains(" dependency provides assembly subject vulnerability ", " "+e.name+" "):
			refs.link(link{a.Value, e.start, e.end})
		}
	}
	if e.name == "ref" && in == "target" {
		refs.link(link{strings.TrimSpace(string(e.text)), e.start, e.end})
	}
	for _, child := range e.children {
		c.xmlWalk(child, refs)
	}
}

// modelReferences collects those of a document in another syntax.
func (c *check) modelReferences(d *bom.Document, refs *references) {
	// The model has no snippets.
	refs.partial = bytes.Contains(c.text, []byte("nippet"))
	for _, p := range d.Components {
		refs.known[p.Ref] = true
	}
	for _, f := range d.Files {
		refs.known[f.Ref] = true
	}
	for _, r := range d.Relationships {
		refs.link(link{to: r.From})
		for _, to := range r.To {
			refs.link(link{to: to})
		}
	}
}

// find returns the first place of a whole word in the document, for syntaxes
// whose readers keep none.
func (c *check) find(word string) scan.Region {
	if word == "" {
		return scan.Region{}
	}
	for at := 0; ; {
		i := bytes.Index(c.text[at:], []byte(word))
		if i < 0 {
			return scan.Region{}
		}
		start, end := at+i, at+i+len(word)
		if (start == 0 || !inWord(c.text[start-1])) && (end == len(c.text) || !inWord(c.text[end])) {
			return c.region(start, end)
		}
		at = end
	}
}

// inWord reports whether a byte may be part of an identifier.
func inWord(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || b == '.' || b == '-'
}

// dangling tells of links that lead to nothing.
func (c *check) dangling(refs *references) {
	if refs.partial {
		return
	}
	for _, l := range refs.links {
		if l.to == "" || refs.known[l.to] || elsewhere(l.to, c.report.Format) {
			continue
		}
		if c.full() {
			return
		}
		region := c.region(l.start, l.end)
		if l.end == 0 {
			region = c.find(l.to)
		}
		c.add(RuleDanglingReference, region, c.pointerAt(region), fmt.Sprintf("%.80q is no element of this document", l.to))
	}
}

// elsewhere reports whether a reference leads out of the document, or stands
// for it.
func elsewhere(ref string, format bom.Format) bool {
	if format == bom.CycloneDX {
		return strings.HasPrefix(ref, "urn:cdx:")
	}
	return ref == "SPDXRef-DOCUMENT" || ref == "NONE" || ref == "NOASSERTION" || strings.HasPrefix(ref, "DocumentRef-") || strings.Contains(ref, "://")
}
