package validate

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTablesAgainstXSD walks through the official schemas for XML and the tables
// side by side, and wants the same elements in the same order, as often, with
// the same attributes and words.
func TestTablesAgainstXSD(t *testing.T) {
	t.Parallel()
	if *schemasDir == "" {
		fmt.Println("validate: no -schemas given, the tables were not held against the official schemas for XML")
		return
	}
	for _, version := range []string{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(*schemasDir, "cyclonedx", "bom-"+version+".xsd"))
			if err != nil {
				t.Fatal(err)
			}
			root, _, err := readElements(text)
			if err != nil {
				t.Fatal(err)
			}
			x := &xsd{t: t, named: map[string]*element{}, seen: map[string]bool{}}
			var start *element
			for _, e := range root.children {
				x.named[e.name+" "+e.attr("name")] = e
				if e.name == "element" {
					start = e
				}
			}
			x.element(start, cycloneDXGrammars()[version][syntaxXML]().root, "bom")
			if x.compared < 30 {
				t.Errorf("%d types compared", x.compared)
			}
		})
	}
}

// xsd is a schema that is walked through.
type xsd struct {
	t        *testing.T
	named    map[string]*element
	seen     map[string]bool
	compared int
}

func (e *element) attr(name string) string {
	for _, a := range e.attributes {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e *element) child(names ...string) *element {
	for _, c := range e.children {
		if slices.Contains(names, c.name) {
			return c
		}
	}
	return nil
}

// element compares the type of an element.
func (x *xsd) element(e *element, k *kind, path string) {
	name := strings.TrimPrefix(e.attr("type"), "bom:")
	if complexType := x.named["complexType "+name]; complexType != nil && strings.HasPrefix(e.attr("type"), "bom:") {
		if !x.seen[name+" "+k.name] {
			x.seen[name+" "+k.name] = true
			x.complexType(complexType, k, path)
		}
		return
	}
	if inline := e.child("complexType"); inline != nil {
		x.complexType(inline, k, path)
		return
	}
	x.simple(e, k, path)
}

// simple compares the words of an enumeration.
func (x *xsd) simple(e *element, k *kind, path string) {
	simple := x.named["simpleType "+strings.TrimPrefix(e.attr("type"), "bom:")]
	if simple == nil {
		simple = e.child("simpleType")
	}
	if simple == nil || simple.child("restriction") == nil {
		return
	}
	var words []string
	for _, c := range simple.child("restriction").children {
		if c.name == "enumeration" {
			words = append(words, c.attr("value"))
		}
	}
	if len(words) > 0 && !slices.Equal(slices.Sorted(slices.Values(words)), slices.Sorted(slices.Values(k.values))) {
		x.t.Errorf("%s: words %q, the schema has %q", path, k.values, words)
	}
}

func (x *xsd) complexType(e *element, k *kind, path string) {
	x.compared++
	if k.form != formObject {
		x.t.Errorf("%s holds elements or attributes by the schema", path)
		return
	}
	holder := e
	if content := e.child("simpleContent"); content != nil {
		holder = content.child("extension")
		if k.text == nil {
			x.t.Errorf("%s holds a text by the schema", path)
		}
	}
	x.attributes(holder, k, path)
	var order, want []string
	x.particles(e, func(c *element) { want = append(want, c.attr("name")+occurrence(c)) })
	names(k.content, cards{required: true}, &order)
	if !slices.Equal(order, want) {
		x.t.Errorf("%s: elements %q, the schema has %q", path, order, want)
		return
	}
	x.particles(e, func(c *element) {
		p := k.elements[c.attr("name")]
		if p.empty != (c.attr("default") != "") {
			x.t.Errorf("%s/%s: the schema has the default %q", path, p.name, c.attr("default"))
		}
		x.element(c, p.kind, path+"/"+p.name)
	})
}

// particles calls f for each element in the groups of a type.
func (x *xsd) particles(e *element, f func(*element)) {
	for _, c := range e.children {
		switch c.name {
		case "sequence", "choice":
			x.particles(c, f)
		case "element":
			f(c)
		}
	}
}

// occurrence words how often an element may stand, with the groups around it.
func occurrence(e *element) string {
	card := cards{e.attr("minOccurs") != "0", e.attr("maxOccurs") == "unbounded"}
	for p := e.parent; p.name == "sequence" || p.name == "choice"; p = p.parent {
		card = card.in(p.attr("minOccurs") != "0" && p.name == "sequence", p.attr("maxOccurs") == "unbounded")
	}
	return card.String()
}

// cards is how often an element may stand.
type cards struct{ required, many bool }

func (c cards) in(required, many bool) cards { return cards{c.required && required, c.many || many} }

func (c cards) String() string {
	return map[cards]string{{true, false}: "!", {false, true}: "*", {true, true}: "+"}[c]
}

// names lists the elements of a particle as occurrence words them.
func names(p *particle, around cards, out *[]string) {
	if p == nil {
		return
	}
	within := around.in(p.min > 0, p.max < 0)
	if p.what == anElement {
		*out = append(*out, p.name+within.String())
		return
	}
	for _, part := range p.of {
		names(part, within.in(p.what != aChoice, false), out)
	}
}

func (x *xsd) attributes(e *element, k *kind, path string) {
	want := map[string]bool{}
	anyAttr := ""
	var collect func(*element)
	collect = func(e *element) {
		for _, c := range e.children {
			switch c.name {
			case "attribute":
				want[c.attr("name")] = c.attr("use") == "required"
				if m := k.attributes[c.attr("name")]; m != nil {
					x.simple(c, m.kind, path+"/@"+c.attr("name"))
				}
			case "attributeGroup":
				collect(x.named["attributeGroup "+strings.TrimPrefix(c.attr("ref"), "bom:")])
			case "anyAttribute":
				anyAttr = strings.TrimPrefix(c.attr("namespace"), "##")
			}
		}
	}
	collect(e)
	got := map[string]bool{}
	for name, m := range k.attributes {
		got[name] = m.required
	}
	if !maps.Equal(got, want) || k.anyAttr != anyAttr {
		x.t.Errorf("%s: attributes %v %q, the schema has %v %q", path, got, k.anyAttr, want, anyAttr)
	}
}
