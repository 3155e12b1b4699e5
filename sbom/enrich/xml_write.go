package enrich

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// element is one to be written.
type element struct {
	name, text string
	attributes [][2]string
	children   []element
}

// orders are the elements in those that get something, as the schemas of CycloneDX
// 1.2 to 1.7 want them.
func orders() map[string][]string {
	return map[string][]string{
		"bom":       {"metadata"},
		"metadata":  strings.Fields("timestamp lifecycles tools authors component manufacturer manufacture supplier licenses properties"),
		"reference": strings.Fields("url comment hashes"),
		"component": strings.Fields(`supplier manufacturer authors author publisher group name version versionRange description scope hashes licenses copyright
			patentAssertions cpe purl omniborId swhid swid modified pedigree externalReferences properties`),
	}
}

// rank returns the place of an element in its parent. What nothing is put behind
// comes last.
func (w *xmlWriter) rank(parent, name string) int {
	i := slices.Index(w.orders[parent], name)
	if i < 0 {
		return len(w.orders[parent])
	}
	return i
}

// xmlWriter writes changes into the text of a document, in its layout.
type xmlWriter struct {
	text    []byte
	prefix  string // of the names of elements
	unit    string // one step of indentation
	newline string
	orders  map[string][]string
	// narrow says that the encoding has no place for most characters.
	narrow bool
	edits  []edit
}

func newXMLWriter(text []byte, root *node) *xmlWriter {
	w := &xmlWriter{text: text, unit: "  ", newline: "\n", orders: orders()}
	name := text[root.start+1 : root.open]
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		w.prefix = string(name[:i+1])
	}
	if bytes.Contains(text, []byte("\r\n")) {
		w.newline = "\r\n"
	}
	if len(root.children) > 0 {
		outer, _ := w.indent(root)
		if inner, broken := w.indent(root.children[0]); broken && len(inner) > len(outer) {
			w.unit = inner[len(outer):]
		}
	}
	return w
}

// indent returns the blanks in front of an element, and whether it begins a line.
func (w *xmlWriter) indent(n *node) (string, bool) {
	from := bytes.LastIndexByte(w.text[:n.start], '\n') + 1
	blanks := w.text[from:n.start]
	return string(blanks), from > 0 && len(bytes.Trim(blanks, " \t")) == 0
}

// replace writes a member in place of what is there.
func (w *xmlWriter) replace(at mark, m member) {
	n := at.node
	if n == nil {
		return
	}
	if at.inner {
		text, _ := generic(m.value).(string)
		if n.open == n.close && n.close == n.end { // of one tag
			w.fill(n, w.escape(text))
			return
		}
		w.edits = append(w.edits, edit{n.open, n.close, w.escape(text)})
		return
	}
	indent, broken := w.indent(n)
	w.edits = append(w.edits, edit{n.start, n.end, w.render(elementOf(m.key, generic(m.value)), indent, broken)})
}

// fill gives an element of one tag, or an empty one, content.
func (w *xmlWriter) fill(n *node, content []byte) {
	if n.open != n.end {
		w.edits = append(w.edits, edit{n.open, n.close, content})
		return
	}
	tag := w.text[n.start+1 : n.open]
	name := tag[:max(bytes.IndexAny(tag, " \t\r\n/>"), 0)]
	w.edits = append(w.edits, edit{n.open - 2, n.open, slices.Concat([]byte(">"), content, []byte("</"), name, []byte(">"))})
}

// insert writes what comes to an element where the schema wants it.
func (w *xmlWriter) insert(parent *node, added []member) {
	if parent == nil || len(added) == 0 {
		return
	}
	var list []element
	for _, m := range added {
		if m.key == "" {
			list = append(list, itemOf(parent.name, generic(m.value)))
		} else {
			list = append(list, elementOf(m.key, generic(m.value)))
		}
	}
	slices.SortStableFunc(list, func(a, b element) int {
		return cmp.Compare(w.rank(parent.name, a.name), w.rank(parent.name, b.name))
	})
	outer, broken := w.indent(parent)
	if len(parent.children) == 0 {
		var content []byte
		for _, e := range list {
			content = append(content, w.placed(e, outer+w.unit, broken)...)
		}
		if broken {
			content = append(content, w.newline+outer...)
		}
		if parent.open != parent.end && len(bytes.TrimSpace(w.text[parent.open:parent.close])) > 0 { // a comment
			w.edits = append(w.edits, edit{parent.close, parent.close, content})
			return
		}
		w.fill(parent, content)
		return
	}
	indent, broken := w.indent(parent.children[0])
	for _, e := range list {
		pos := parent.open
		for _, c := range parent.children {
			if c.space == parent.space && w.rank(parent.name, c.name) <= w.rank(parent.name, e.name) {
				pos = c.end
			}
		}
		w.edits = append(w.edits, edit{pos, pos, w.placed(e, indent, broken)})
	}
}

// placed returns an element with what is in front of it.
func (w *xmlWriter) placed(e element, indent string, broken bool) []byte {
	text := w.render(e, indent, broken)
	if broken {
		return append([]byte(w.newline+indent), text...)
	}
	return text
}

// render returns the text of an element.
func (w *xmlWriter) render(e element, indent string, broken bool) []byte {
	var b bytes.Buffer
	b.WriteString("<" + w.prefix + e.name)
	for _, a := range e.attributes {
		b.WriteString(" " + a[0] + `="`)
		b.Write(w.escape(a[1]))
		b.WriteString(`"`)
	}
	b.WriteString(">")
	b.Write(w.escape(e.text))
	for _, c := range e.children {
		b.Write(w.placed(c, indent+w.unit, broken))
	}
	if broken && len(e.children) > 0 {
		b.WriteString(w.newline + indent)
	}
	b.WriteString("</" + w.prefix + e.name + ">")
	return b.Bytes()
}

// escape writes a text, where the encoding is narrow in ASCII.
func (w *xmlWriter) escape(s string) []byte {
	var plain bytes.Buffer
	if err := xml.EscapeText(&plain, []byte(s)); err != nil || !w.narrow {
		return plain.Bytes()
	}
	var out bytes.Buffer
	for _, r := range plain.String() {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "&#x%X;", r)
		}
	}
	return out.Bytes()
}

// generic returns a value as encoding/json reads it.
func generic(v any) any {
	var out any
	if json.Unmarshal(encode(v), &out) != nil {
		return nil
	}
	return out
}

// elementOf returns a member of the JSON form as an element.
func elementOf(key string, v any) element {
	e := element{name: key}
	switch v := v.(type) {
	case string:
		e.text = v
	case []any:
		for _, one := range v {
			e.children = append(e.children, itemOf(key, one))
		}
	case map[string]any:
		switch key {
		case "metadata":
			for _, name := range []string{"timestamp", "lifecycles", "authors", "manufacture", "manufacturer", "supplier", "licenses", "properties"} {
				if v[name] != nil {
					e.children = append(e.children, elementOf(name, v[name]))
				}
			}
		default:
			e.children = parts(v)
		}
	}
	return e
}

// parts are the elements of a party: texts and lists of them.
func parts(v map[string]any) []element {
	var out []element
	for _, name := range []string{"name", "url", "contact", "email", "phase", "id"} {
		switch one := v[name].(type) {
		case string:
			out = append(out, element{name: name, text: one})
		case []any:
			for _, e := range one {
				out = append(out, elementOf(name, e))
			}
		}
	}
	return out
}

// itemOf returns an element of a list of the JSON form.
func itemOf(list string, v any) element {
	m, _ := v.(map[string]any)
	text := func(key string) string { s, _ := m[key].(string); return s }
	switch list {
	case "hashes":
		return element{name: "hash", text: text("content"), attributes: [][2]string{{"alg", text("alg")}}}
	case "properties":
		return element{name: "property", text: text("value"), attributes: [][2]string{{"name", text("name")}}}
	case "externalReferences":
		e := element{name: "reference", attributes: [][2]string{{"type", text("type")}}, children: []element{{name: "url", text: text("url")}}}
		if m["hashes"] != nil {
			e.children = append(e.children, elementOf("hashes", m["hashes"]))
		}
		return e
	case "licenses":
		return licenseElement(m)
	default: // authors, lifecycles
		return element{name: strings.TrimSuffix(list, "s"), children: parts(m)}
	}
}

func licenseElement(m map[string]any) element {
	e := element{name: "expression"}
	as := m["acknowledgement"]
	if text, ok := m["expression"].(string); ok {
		e.text = text
	} else {
		one, _ := m["license"].(map[string]any)
		e.name, as = "license", one["acknowledgement"]
		e.children = parts(one)
	}
	if text, ok := as.(string); ok {
		e.attributes = [][2]string{{"acknowledgement", text}}
	}
	return e
}
