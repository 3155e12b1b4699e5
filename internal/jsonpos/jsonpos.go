// Package jsonpos reads JSON and keeps where every value stands.
//
// The grammar is that of encoding/json (RFC 8259); on request comments and
// trailing commas are allowed too. A document is parsed in one pass into a flat
// list of nodes of 16 bytes, without allocating per value, so that reading a
// lockfile costs a fraction of decoding it into any (see the benchmark). A
// broken document yields an error and everything in front of the break.
package jsonpos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"math"
)

// MaxDepth is the number of arrays and objects that may lie in each other.
const MaxDepth = 512

// Kind is the sort of a value.
type Kind uint8

// The kinds of values. Absent is the kind of the zero Value.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// Config says what is accepted beyond RFC 8259. The zero value accepts
// nothing more.
type Config struct {
	// Comments allows // and /* */ comments and a comma in front of a closing
	// bracket, as the formats known as JSONC do.
	Comments bool
}

// SyntaxError says where a document is broken.
type SyntaxError struct {
	// Offset is the byte at which reading stopped.
	Offset int
	// Reason says what is wrong there.
	Reason string
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid JSON at byte %d: %s", e.Offset, e.Reason)
}

// node is one value or key. The nodes of a container follow it; in an object
// keys and values alternate.
type node struct {
	start, end uint32 // offsets in the text
	next       uint32 // index of the first node behind this one and all below it
	kind       Kind
	escaped    bool // a string that holds an escape or an invalid byte
	open       bool // a container that the document does not close
}

// Document is a parsed text. It is immutable and safe for concurrent use.
type Document struct {
	text  []byte
	nodes []node
}

// Parse reads one JSON value. The document keeps text, which must not change.
// With a *[SyntaxError] comes the document of what was read before the break.
func Parse(text []byte, config Config) (*Document, error) {
	if len(text) > math.MaxUint32/2 {
		return &Document{}, &SyntaxError{0, "document above 2 GiB"}
	}
	p := parser{text: text, comments: config.Comments, nodes: make([]node, 0, estimate(text))}
	err := p.document()
	p.closeAll()
	return &Document{text, p.nodes}, err
}

// estimate returns about the number of nodes of a document, a little too many
// rather than too few: the list is the largest allocation, and growing it costs
// as much again. Text of brackets alone gets no more than two bytes for each.
func estimate(text []byte) int {
	count := func(s string) int { return bytes.Count(text, []byte(s)) }
	return min(count(`"`)/2+count("{")+count("["), len(text)/8) + 8
}

// Root returns the document's value, Absent when not even its start was read.
func (d *Document) Root() Value {
	if len(d.nodes) == 0 {
		return Value{}
	}
	return Value{d, 0}
}

// Value is one value of a document, or, as the zero Value, none. The methods of
// a value of another kind than they are for return zero values, so that paths
// can be followed without checks.
type Value struct {
	doc *Document
	i   uint32
}

func (v Value) node() node {
	if v.doc == nil {
		return node{}
	}
	return v.doc.nodes[v.i]
}

// Kind returns the value's kind.
func (v Value) Kind() Kind { return v.node().kind }

// Span returns the offsets of the value's first byte and of the byte behind it.
func (v Value) Span() (start, end int) {
	n := v.node()
	return int(n.start), int(n.end)
}

// Complete reports whether the document closes the value.
func (v Value) Complete() bool { return !v.node().open }

// Str returns a string's value, "" for every other kind.
func (v Value) Str() string {
	n := v.node()
	if n.kind != String {
		return ""
	}
	if !n.escaped {
		return string(v.doc.text[n.start+1 : n.end-1])
	}
	var s string
	if err := json.Unmarshal(v.doc.text[n.start:n.end], &s); err != nil {
		return "" // the parser has checked it: cannot happen
	}
	return s
}

// Bytes returns a string's value without allocating where it holds no escape.
// The bytes are shared and must not be changed.
func (v Value) Bytes() []byte {
	n := v.node()
	switch {
	case n.kind != String:
		return nil
	case n.escaped:
		return []byte(v.Str())
	default:
		return v.doc.text[n.start+1 : n.end-1]
	}
}

// Raw returns the value's bytes as they stand in the text.
func (v Value) Raw() []byte {
	n := v.node()
	if n.kind == Absent {
		return nil
	}
	return v.doc.text[n.start:n.end]
}

// True reports whether the value is true.
func (v Value) True() bool { return v.Kind() == Bool && v.doc.text[v.node().start] == 't' }

// Members yields the keys and values of an object in the order of the text,
// repeated keys included.
func (v Value) Members() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		n := v.node()
		if n.kind != Object {
			return
		}
		for i := v.i + 1; i < n.next; i = v.doc.nodes[i+1].next {
			if !yield(Value{v.doc, i}, Value{v.doc, i + 1}) {
				return
			}
		}
	}
}

// Elements yields the elements of an array.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		n := v.node()
		if n.kind != Array {
			return
		}
		for i := v.i + 1; i < n.next; i = v.doc.nodes[i].next {
			if !yield(Value{v.doc, i}) {
				return
			}
		}
	}
}

// Get returns the member of an object by its exact key; of repeated keys the
// last one counts, as in encoding/json. It looks at every key.
func (v Value) Get(key string) Value {
	var found Value
	for k, member := range v.Members() {
		if string(k.Bytes()) == key {
			found = member
		}
	}
	return found
}
