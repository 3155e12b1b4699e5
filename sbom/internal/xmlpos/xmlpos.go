// Package xmlpos reads XML as a tree of elements with the offsets of their
// text.
//
// It is meant for build files and lockfiles: names are without their prefix,
// only the entities that XML itself defines are known, document types are
// skipped, and a broken document yields what stands in front of the break.
package xmlpos

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The bounds of a document.
const (
	// MaxDepth is the number of elements that may lie in each other.
	MaxDepth = 256
	// MaxElements is the number of elements of a document.
	MaxElements = 1 << 20
)

var (
	errDepth    = errors.New("elements lie too deep in each other")
	errElements = errors.New("too many elements")
	errNoRoot   = errors.New("no element in the document")
)

// SyntaxError says where a document is broken.
type SyntaxError struct {
	// Offset is the byte at which reading stopped.
	Offset int
	// Err says what is wrong there.
	Err error
}

// Error implements error.
func (e *SyntaxError) Error() string { return e.Err.Error() }

// Unwrap returns the decoder's error.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Element is an element of a document. All methods may be called on nil, which
// stands for an element that is absent.
type Element struct {
	// Name is the local name.
	Name string
	// Children are the elements in it, in the order of the text.
	Children []*Element
	// Start and End are the offsets of the start tag's first byte and of the
	// byte behind the end tag, or behind what was read of a broken document.
	Start, End int

	attributes []xml.Attr
	text       []byte
}

// Attr returns the value of an attribute by its local name.
func (e *Element) Attr(name string) string {
	if e == nil {
		return ""
	}
	for _, a := range e.attributes {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Text returns the text directly in the element, without white space around
// it.
func (e *Element) Text() string {
	if e == nil {
		return ""
	}
	return string(bytes.TrimSpace(e.text))
}

// Child returns the first child of a name, nil when there is none.
func (e *Element) Child(name string) *Element {
	if e == nil {
		return nil
	}
	for _, c := range e.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// All returns the children of a name.
func (e *Element) All(name string) []*Element {
	var list []*Element
	if e != nil {
		for _, c := range e.Children {
			if c.Name == name {
				list = append(list, c)
			}
		}
	}
	return list
}

// Elements returns all children.
func (e *Element) Elements() []*Element {
	if e == nil {
		return nil
	}
	return e.Children
}

// Parse reads a document and returns its outermost element. With a
// *SyntaxError comes what was read in front of the break, nil when that is no
// element.
func Parse(text []byte) (*Element, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = charset
	b := builder{}
	for {
		start := int(d.InputOffset())
		token, err := d.Token()
		end := int(d.InputOffset())
		if err == nil {
			err = b.token(token, start, end)
		}
		if errors.Is(err, io.EOF) && b.root != nil {
			return b.root, nil
		}
		if errors.Is(err, io.EOF) {
			err = errNoRoot
		}
		if err != nil {
			for _, e := range b.open {
				e.End = end
			}
			return b.root, &SyntaxError{min(end, len(text)), err}
		}
	}
}

// builder makes a tree of tokens.
type builder struct {
	root  *Element
	open  []*Element
	count int
}

func (b *builder) token(token xml.Token, start, end int) error {
	switch t := token.(type) {
	case xml.StartElement:
		return b.begin(&Element{Name: t.Name.Local, attributes: t.Attr, Start: start, End: end})
	case xml.EndElement:
		b.open[len(b.open)-1].End = end
		b.open = b.open[:len(b.open)-1]
	case xml.CharData:
		if n := len(b.open); n > 0 {
			b.open[n-1].text = append(b.open[n-1].text, t...)
		}
	}
	return nil
}

func (b *builder) begin(e *Element) error {
	if b.count++; b.count > MaxElements {
		return errElements
	}
	if len(b.open) >= MaxDepth {
		return errDepth
	}
	if n := len(b.open); n > 0 {
		b.open[n-1].Children = append(b.open[n-1].Children, e)
	} else if b.root == nil {
		b.root = e
	}
	b.open = append(b.open, e)
	return nil
}

// charset reads the encodings that a declaration may name. Names, versions and
// paths in build files are ASCII; of an encoding with one byte for a letter the
// other letters become question marks, so that offsets stay those of the file.
func charset(label string, input io.Reader) (io.Reader, error) {
	label = strings.ToLower(label)
	for _, wide := range []string{"utf-8", "utf-16", "utf8", "utf16"} { // decoded already
		if strings.HasPrefix(label, wide) {
			return input, nil
		}
	}
	for _, single := range []string{"iso-8859-", "windows-125", "us-ascii", "ascii", "latin"} {
		if strings.HasPrefix(label, single) {
			return asciiReader{input}, nil
		}
	}
	return nil, fmt.Errorf("encoding %q is not known", label)
}

type asciiReader struct{ io.Reader }

func (r asciiReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	for i, c := range p[:n] {
		if c >= 0x80 {
			p[i] = '?'
		}
	}
	return n, err
}
