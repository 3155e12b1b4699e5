package enrich

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth is the number of XML elements that may lie in each other.
const maxDepth = 512

const namespace = "http://cyclonedx.org/schema/bom/"

var (
	errDepth  = fmt.Errorf("more than %d elements in each other", maxDepth)
	errNoRoot = errors.New("no element in the document")
)

// node is an element of an XML document.
type node struct {
	name, space string
	attributes  []xml.Attr
	children    []*node
	text        string
	raw         []byte // of the text, until the end of the element is read
	// start and open are the ends of the start tag, close and end those of the end
	// tag. All but start are the same for an element of one tag.
	start, open, close, end int
}

func (n *node) attribute(name string) string {
	for _, a := range n.attributes {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// child returns the first child of a name, nil for none.
func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name && c.space == n.space {
			return c
		}
	}
	return nil
}

// parseXML reads a document as a tree. The offset is where reading stopped.
func parseXML(text []byte) (root *node, offset int, err error) {
	dec := xml.NewDecoder(bytes.NewReader(text))
	open := []*node{{}}
	for {
		start := int(dec.InputOffset())
		token, err := dec.Token()
		end := int(dec.InputOffset())
		last := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) > maxDepth {
				return nil, start, errDepth
			}
			n := &node{name: t.Name.Local, space: t.Name.Space, attributes: t.Copy().Attr, start: start, open: end}
			last.children = append(last.children, n)
			open = append(open, n)
		case xml.CharData:
			last.raw = append(last.raw, t...)
		case xml.EndElement:
			last.text, last.raw = string(bytes.TrimSpace(last.raw)), nil
			last.close, last.end = start, end
			open = open[:len(open)-1]
		}
		switch {
		case errors.Is(err, io.EOF) && len(open[0].children) > 0:
			return open[0].children[0], 0, nil
		case errors.Is(err, io.EOF):
			return nil, end, errNoRoot
		case err != nil:
			return nil, end, err
		}
	}
}

// applyXML puts a patch into a document of CycloneDX in XML, whose encoding may be
// a narrow one.
func (p *patcher) applyXML(text []byte, narrow bool, patch Patch) ([]edit, error) {
	root, offset, err := parseXML(text)
	if err != nil {
		return nil, &breakError{offset, fmt.Errorf("invalid XML: %w", err)}
	}
	version, ok := strings.CutPrefix(root.space, namespace)
	if !ok || root.name != "bom" || !strings.HasPrefix(version, "1.") || minor(version) < 2 {
		return nil, errUnpatched("XML of another kind, or of CycloneDX before 1.2,")
	}
	v := newView()
	v.bom(root, version)
	top, err := v.root()
	if err != nil {
		return nil, err
	}
	p.editor = &editor{text: v.text, grown: map[int]*container{}}
	p.cyclonedx(top, patch)
	w := newXMLWriter(text, root)
	w.narrow = narrow
	for _, c := range p.editor.containers() {
		at := v.markOf(c.value).node
		for _, m := range c.replaced {
			w.replace(v.markOf(c.value.Get(m.key)), m)
		}
		w.insert(at, c.added)
	}
	return w.edits, nil
}

// bom writes a document.
func (v *view) bom(root *node, version string) {
	v.object(mark{node: root}, func() {
		v.key("bomFormat")
		v.value(mark{}, "CycloneDX")
		v.key("specVersion")
		v.value(mark{}, version)
		v.members(root)
	})
}

// members writes what the elements in an element stand for, and its attributes.
func (v *view) members(n *node) {
	for _, name := range []string{"bom-ref", "type"} {
		if a := n.attribute(name); a != "" {
			v.key(name)
			v.value(mark{}, a)
		}
	}
	seen := map[string]bool{}
	for _, c := range n.children {
		switch {
		case c.name == "Signature" && c.space != n.space && !seen["signature"]:
			v.key("signature")
			v.object(mark{}, func() {})
			seen["signature"] = true
		case c.space == n.space && !seen[c.name] && v.member(c):
			seen[c.name] = true
		}
	}
}

// member writes one element as a member, and reports whether a patch can speak of
// it.
func (v *view) member(n *node) bool {
	object, list := func() { v.object(mark{node: n}, func() { v.members(n) }) }, func(item func(*node)) {
		v.list(mark{node: n}, func() {
			for _, c := range n.children {
				if c.space == n.space {
					item(c)
				}
			}
		})
	}
	switch n.name {
	case "metadata", "component":
		v.key(n.name)
		object()
	case "components":
		v.key(n.name)
		list(func(c *node) { v.object(mark{node: c}, func() { v.members(c) }) })
	case "name", "version", "purl", "cpe", "copyright", "timestamp", "url":
		v.key(n.name)
		v.value(mark{node: n}, n.text)
	case "supplier", "manufacturer", "manufacture":
		v.key(n.name)
		v.organisation(n)
	case "licenses":
		v.key(n.name)
		list(v.license)
	case "hashes":
		v.key(n.name)
		list(v.digest)
	case "properties":
		v.key(n.name)
		list(v.property)
	case "externalReferences":
		v.key(n.name)
		list(func(c *node) { v.object(mark{node: c}, func() { v.members(c) }) })
	case "authors", "lifecycles":
		v.key(n.name)
		list(v.plain)
	default:
		return false
	}
	return true
}

// plain writes an element whose parts are texts.
func (v *view) plain(n *node) {
	v.object(mark{node: n}, func() {
		for _, c := range n.children {
			v.key(c.name)
			v.value(mark{node: c}, c.text)
		}
	})
}

func (v *view) organisation(n *node) {
	v.object(mark{node: n}, func() {
		if name := n.child("name"); name != nil {
			v.key("name")
			v.value(mark{}, name.text)
		}
		for _, many := range []string{"url", "contact"} {
			if n.child(many) == nil {
				continue
			}
			v.key(many)
			v.list(mark{}, func() {
				for _, c := range n.children {
					switch {
					case c.name != many:
					case many == "url":
						v.value(mark{}, c.text)
					default:
						v.plain(c)
					}
				}
			})
		}
	})
}

func (v *view) license(n *node) {
	as := func() {
		if a := n.attribute("acknowledgement"); a != "" {
			v.key("acknowledgement")
			v.value(mark{}, a)
		}
	}
	v.object(mark{node: n}, func() {
		v.key(n.name)
		if n.name == "expression" {
			v.value(mark{}, n.text)
			as()
			return
		}
		v.object(mark{}, func() {
			for _, c := range n.children {
				v.key(c.name)
				v.value(mark{}, c.text)
			}
			as()
		})
	})
}

func (v *view) digest(n *node) {
	v.object(mark{node: n}, func() {
		v.key("alg")
		v.value(mark{}, n.attribute("alg"))
		v.key("content")
		v.value(mark{node: n, inner: true}, n.text)
	})
}

func (v *view) property(n *node) {
	v.object(mark{node: n}, func() {
		v.key("name")
		v.value(mark{}, n.attribute("name"))
		v.key("value")
		v.value(mark{node: n, inner: true}, n.text)
	})
}
