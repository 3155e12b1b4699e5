package validate

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The bounds of an XML document.
const (
	maxDepth    = 512
	maxElements = 4 << 20
)

// element is one of an XML document.
type element struct {
	name, space string
	attributes  []xml.Attr
	children    []*element
	text        []byte
	start, end  int
	parent      *element
	// ordinal counts the elements of its name before it.
	ordinal int
}

var (
	errDepth    = fmt.Errorf("more than %d elements in each other", maxDepth)
	errElements = fmt.Errorf("more than %d elements", maxElements)
	errEntities = errors.New("a document type with declarations of its own, which are not read")
	errNoRoot   = errors.New("no element in the document")
)

// readElements reads a document as a tree. No entity is known but those of XML
// itself. The offset is where reading stopped.
func readElements(text []byte) (root *element, offset int, err error) {
	dec := xml.NewDecoder(bytes.NewReader(text))
	top := &element{}
	current, depth, count := top, 0, 0
	for {
		start := int(dec.InputOffset())
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, int(dec.InputOffset()), err
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.IndexByte(t, '[') >= 0 {
				return nil, start, errEntities
			}
		case xml.StartElement:
			if count++; count > maxElements {
				return nil, start, errElements
			}
			if depth++; depth > maxDepth {
				return nil, start, errDepth
			}
			e := &element{name: t.Name.Local, space: t.Name.Space, attributes: t.Copy().Attr, start: start, parent: current}
			current.children = append(current.children, e)
			current = e
		case xml.CharData:
			current.text = append(current.text, t...)
		case xml.EndElement:
			depth--
			current.end = int(dec.InputOffset())
			current.count()
			current = current.parent
		}
	}
	if len(top.children) == 0 {
		return nil, 0, errNoRoot
	}
	return top.children[0], 0, nil
}

// count numbers the children of each name.
func (e *element) count() {
	if len(e.children) < 2 {
		return
	}
	seen := map[string]int{}
	for _, c := range e.children {
		c.ordinal = seen[c.name]
		seen[c.name]++
	}
}

// pointer returns the place as a path of names, the second of a name with [2].
func (e *element) pointer() string {
	var parts []string
	for at := e; at != nil && at.name != ""; at = at.parent {
		part := at.name
		if at.ordinal > 0 {
			part += fmt.Sprintf("[%d]", at.ordinal+1)
		}
		parts = append(parts, part)
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString("/" + parts[i])
	}
	return b.String()
}
