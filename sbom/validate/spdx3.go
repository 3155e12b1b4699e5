package validate

import (
	_ "embed" // the table
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

//go:embed spdx3.txt
var spdx3Text string

var spdx3Grammar = sync.OnceValue(func() *grammar { return compile(parseTable(spdx3Text), syntaxJSON, 0) })

// spdx3Classes is the classes with all that they inherit.
var spdx3Classes = sync.OnceValue(func() map[string]*class {
	g := spdx3Grammar()
	all := map[string]*class{}
	for name, e := range g.table.entries {
		if e.kind == "class" || e.kind == "abstract" {
			all[name] = g.class(e)
		}
	}
	return all
})

// class is one of SPDX 3.
type class struct {
	name       string
	abstract   bool
	above      []string // the classes it is made from, itself the first
	properties map[string]property
	required   []string
	// open classes have properties that nobody knows: extensions.
	open bool
}

// property is one of a class: of a class if kind is nil.
type property struct {
	kind  *kind
	class string
	many  bool
}

// class collects what a class has of its own and of those above it.
func (g *grammar) class(e *entry) *class {
	c := &class{name: e.name, abstract: e.kind == "abstract", properties: map[string]property{}}
	for at := e; at != nil; at = g.table.entries[at.parent] {
		c.above = append(c.above, at.name)
		for _, l := range at.lines {
			name, card := cardinality(l.words[0])
			if card == "!" || card == "+" {
				c.required = append(c.required, name)
			}
			if len(l.words) == 2 {
				c.properties[name] = g.property(l.words[1], card)
			}
		}
	}
	slices.Sort(c.required)
	c.required = slices.Compact(c.required)
	c.open = slices.Contains(c.above, "extension_Extension")
	return c
}

func (g *grammar) property(name, card string) property {
	p := property{many: card == "*" || card == "+"}
	if e := g.table.entries[name]; e != nil && e.kind != "enum" {
		p.class = name
	} else {
		p.kind = g.lookup(name)
	}
	return p
}

// graphJudge checks an SPDX 3 document.
type graphJudge struct {
	judge
	classes map[string]*class
	// types of the elements by their ids, and the ids that are given again.
	types map[string]string
	twice []jsonpos.Value
}

const spdx3Context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"

// spdx3 checks a JSON-LD document of SPDX 3.
func (c *check) spdx3(root jsonpos.Value) {
	c.report.SpecVersion = "3.0.1"
	if c.report.Document != nil && c.report.Document.SpecVersion != "" {
		c.report.SpecVersion = c.report.Document.SpecVersion
	}
	if c.config.SchemaOnly {
		return
	}
	j := &graphJudge{judge{grammar: spdx3Grammar(), collector: c.collector}, spdx3Classes(), map[string]string{}, nil}
	j.context(root)
	graph := root.Get("@graph")
	switch graph.Kind() {
	case jsonpos.Absent:
		j.note(root)
		j.element(root, "Element")
	case jsonpos.Array:
		j.note(graph)
		j.graph(root, graph)
	default:
		start, end := graph.Span()
		j.structure(start, end, "/@graph", describeValue(graph)+" in place of a list")
	}
	for _, id := range j.twice {
		start, end := id.Span()
		j.add(RuleDuplicateReference, j.region(start, end), "", fmt.Sprintf("%.80q is the identifier of another element too", id.Str()))
	}
}

// context checks that the words of the document are those of the specification.
func (j *graphJudge) context(root jsonpos.Value) {
	context := root.Get("@context")
	names := []string{context.Str()}
	for e := range context.Elements() {
		names = append(names, e.Str())
	}
	if !slices.ContainsFunc(names, func(s string) bool { return strings.HasPrefix(s, "https://spdx.org/rdf/3.") }) {
		j.wrong(root, "the @context of SPDX 3 is missing: %s", spdx3Context)
	}
}

func (j *graphJudge) graph(root, graph jsonpos.Value) {
	for key := range root.Members() {
		if name := key.Str(); name != "@context" && name != "@graph" {
			j.wrong(key, "%.60q stands beside the @graph", name)
		}
	}
	n := 0
	j.path = append(j.path, step{"@graph", -1}, step{})
	for e := range graph.Elements() {
		j.path[1] = step{index: n}
		j.element(e, "")
		n++
	}
	j.path = nil
}

// note collects the types of all elements. The depth is bounded by the parser.
func (j *graphJudge) note(v jsonpos.Value) {
	for _, key := range []string{"spdxId", "@id"} {
		id := v.Get(key)
		if id.Str() == "" {
			continue
		}
		if _, twice := j.types[id.Str()]; twice && typeOf(v) != "" {
			j.twice = append(j.twice, id)
		}
		j.types[id.Str()] = typeOf(v)
	}
	for _, member := range v.Members() {
		if k := member.Kind(); k == jsonpos.Object || k == jsonpos.Array {
			j.note(member)
		}
	}
	for e := range v.Elements() {
		if e.Kind() == jsonpos.Object {
			j.note(e)
		}
	}
}

func typeOf(v jsonpos.Value) string {
	if t := v.Get("type"); t.Kind() != jsonpos.Absent {
		return t.Str()
	}
	return v.Get("@type").Str()
}

// element checks one that must be of a class; "" is any.
func (j *graphJudge) element(v jsonpos.Value, want string) {
	if v.Kind() != jsonpos.Object {
		j.wrong(v, "%s in place of an element", describeValue(v))
		return
	}
	name := typeOf(v)
	c := j.classes[name]
	switch {
	case name == "":
		j.wrong(v, `the member "type" is missing`)
		return
	case c == nil:
		if !strings.ContainsAny(name, ":/") { // an extension by somebody
			j.wrong(v, "%.60q is no class of SPDX 3.0.1", name)
		}
		return
	case c.abstract:
		j.wrong(v, "the class %s has no elements of its own", name)
	case want != "" && !slices.Contains(c.above, want):
		j.wrong(v, "an element of the class %s in place of one of %s", name, want)
	}
	j.properties(c, v)
}

func (j *graphJudge) properties(c *class, v jsonpos.Value) {
	j.path = append(j.path, step{})
	for key, value := range v.Members() {
		name := key.Str()
		j.path[len(j.path)-1] = step{name, -1}
		p, ok := c.properties[name]
		switch {
		case ok:
			j.property(p, value)
		case name == "type" || name == "@type" || name == "@id" || name == "@context" && len(j.path) == 1 || c.open || strings.Contains(name, ":"):
		default:
			j.wrong(key, "the class %s has no property %.60q", c.name, name)
		}
	}
	j.path = j.path[:len(j.path)-1]
	for _, name := range c.required {
		switch p := v.Get(name); {
		case p.Kind() == jsonpos.Absent && (name != "spdxId" || v.Get("@id").Kind() == jsonpos.Absent):
			j.wrong(v, "the class %s wants the property %q", c.name, name)
		case p.Kind() == jsonpos.Array && string(p.Raw()) == "[]":
			j.wrong(p, "the property %q has no value", name)
		}
	}
}

// property checks the value, or the values, of a property. One value may stand
// for a list of it, as in JSON-LD.
func (j *graphJudge) property(p property, v jsonpos.Value) {
	if v.Kind() != jsonpos.Array {
		j.one(p, v)
		return
	}
	if !p.many {
		j.wrong(v, "a list in place of one value")
		return
	}
	n := 0
	j.path = append(j.path, step{})
	for e := range v.Elements() {
		j.path[len(j.path)-1] = step{index: n}
		j.one(p, e)
		n++
	}
	j.path = j.path[:len(j.path)-1]
}

func (j *graphJudge) one(p property, v jsonpos.Value) {
	switch {
	case p.class == "":
		j.value(p.kind, v)
	case v.Kind() != jsonpos.String:
		j.element(v, p.class)
	default:
		j.reference(p.class, v)
	}
}

// reference checks that a name leads to an element of the right class. Elements
// of other documents are not known.
func (j *graphJudge) reference(want string, v jsonpos.Value) {
	id := v.Str()
	name, known := j.types[id]
	switch c := j.classes[name]; {
	case known && c != nil && !slices.Contains(c.above, want):
		j.wrong(v, "an element of the class %s in place of one of %s", name, want)
	case !known && strings.HasPrefix(id, "_:"):
		j.wrong(v, "%.80q is no element of this document", id)
	case !known && !strings.Contains(id, ":") && !isIndividual(id):
		j.wrong(v, "%.80q is no IRI", id)
	}
}

// isIndividual reports whether a name stands for an element that the
// specification itself defines.
func isIndividual(id string) bool {
	return slices.Contains([]string{"NoAssertionElement", "NoneElement", "SpdxOrganization", "NoAssertionLicense", "NoneLicense"}, strings.TrimPrefix(id, "expandedlicensing_"))
}
