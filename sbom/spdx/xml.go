package spdx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// maxDepth is the number of XML elements that may lie in each other.
const maxDepth = 512

// maxNodes is the number of elements, or of tags that begin something, that are
// read.
const maxNodes = 4 * bom.MaxItems

var errDepth = fmt.Errorf("more than %d elements in each other", maxDepth)

// parseXML turns SPDX 2 in XML, whose elements are named as the members of the
// JSON form and repeat for the elements of its lists, or in RDF, into that
// form's tree.
// Entities of a document's own are an error.
func parseXML(text []byte) (*tagNode, *tagError) {
	dec := xml.NewDecoder(bytes.NewReader(text))
	top := &tagNode{}
	open := []*tagNode{top}
	count := 0
	for {
		start := int(dec.InputOffset())
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			root, name := top.child()
			if name == "RDF" {
				root = fromRDF(root)
			}
			return root, nil
		}
		if err != nil {
			return nil, &tagError{int(dec.InputOffset()), err}
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if len(open) > maxDepth {
				return nil, &tagError{start, errDepth}
			}
			if count++; count > maxNodes {
				return nil, &tagError{start, bom.ErrLimit}
			}
			e := last.nest(token.Name.Local, start)
			for _, a := range token.Attr {
				switch a.Name.Local {
				case "about", "ID", "nodeID":
					e.about = a.Value
				case "resource":
					e.resource = a.Value
				}
			}
			open = append(open, e)
		case xml.CharData:
			last.text += string(token)
		case xml.EndElement:
			last.text, last.end = strings.TrimSpace(last.text), int(dec.InputOffset())
			open = open[:len(open)-1]
		}
	}
}

// nest adds an element. The first of a name is the member, and in the list of
// all of that name.
func (n *tagNode) nest(name string, start int) *tagNode {
	e := &tagNode{start: start}
	if n.members[name] == nil {
		if n.members == nil {
			n.members = map[string]*tagNode{}
		}
		n.members[name] = e
	}
	first := n.members[name]
	first.elements = append(first.elements, e)
	return e
}

// child returns the outermost element with its name.
func (n *tagNode) child() (root *tagNode, name string) {
	for name, e := range n.members {
		return e, name // there is one only: the decoder checks that
	}
	return n, ""
}
