// Package yamlpos reads YAML as nodes with the offsets of their text.
//
// It is meant for lockfiles: anchors are not followed, keys are compared as
// they are written, and a broken document yields what stands in front of the
// break.
package yamlpos

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/internal/textpos"
)

// SyntaxError says where a document is broken.
type SyntaxError struct {
	// Offset is the first byte of the line on which reading stopped.
	Offset int
	// Err says what is wrong there.
	Err error
}

// Error implements error.
func (e *SyntaxError) Error() string { return e.Err.Error() }

// Unwrap returns the decoder's error.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Parse reads the documents of a text. With a *[SyntaxError] come those of what
// stands in front of the break.
func Parse(text []byte) ([]Value, error) {
	index := textpos.New(text)
	if doc, ok := parsePlain(text); ok {
		return []Value{{doc, index}}, nil
	}
	values, err := parse(text, index)
	if err == nil {
		return values, nil
	}
	first := syntaxError(index, err)
	end := first.Offset
	for range 4 { // the place of an error may lie behind its cause
		if values, err := parse(text[:end], index); err == nil {
			return values, first
		}
		end = lastEntry(text[:end])
	}
	return nil, first
}

func parse(text []byte, index *textpos.Index) ([]Value, error) {
	var values []Value
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil {
			return values, err
		}
		if len(doc.Content) > 0 {
			values = append(values, Value{doc.Content[0], index})
		}
	}
}

var lineNumber = regexp.MustCompile(`line (\d+):`)

func syntaxError(index *textpos.Index, err error) *SyntaxError {
	line := 1
	if m := lineNumber.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	return &SyntaxError{index.Offset(line, 1), fmt.Errorf("invalid YAML: %w", err)}
}

// lastEntry returns the offset of the last line that is indented by less than
// three bytes: there an entry of a lockfile begins.
func lastEntry(text []byte) int {
	for end := len(text); end > 0; {
		start := bytes.LastIndexByte(text[:end-1], '\n') + 1
		line := text[start:end]
		if indent := len(line) - len(bytes.TrimLeft(line, " \t")); indent < 3 && len(bytes.TrimSpace(line)) > 0 {
			return start
		}
		end = start
	}
	return 0
}

// Value is a node, or, as the zero Value, none.
type Value struct {
	node  *yaml.Node
	index *textpos.Index
}

// IsMap reports whether the value is a mapping.
func (v Value) IsMap() bool { return v.node != nil && v.node.Kind == yaml.MappingNode }

// Str returns a scalar as it is written, without quotes; "" for null and for
// everything that is no scalar.
func (v Value) Str() string {
	if v.node == nil || v.node.Kind != yaml.ScalarNode || v.node.Tag == "!!null" {
		return ""
	}
	return v.node.Value
}

// True reports whether the value is true.
func (v Value) True() bool { return v.Str() == "true" }

// Get returns the value of a key. Of repeated keys the first one counts.
func (v Value) Get(key string) Value {
	for k, value := range v.Members() {
		if k.node.Value == key {
			return value
		}
	}
	return Value{}
}

// Members yields keys and values of a mapping in the order of the text. A merge
// key is a key like others.
func (v Value) Members() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		if !v.IsMap() {
			return
		}
		for i := 0; i+1 < len(v.node.Content); i += 2 {
			if !yield(Value{v.node.Content[i], v.index}, Value{v.node.Content[i+1], v.index}) {
				return
			}
		}
	}
}

// Elements yields the elements of a sequence.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.node == nil || v.node.Kind != yaml.SequenceNode {
			return
		}
		for _, n := range v.node.Content {
			if !yield(Value{n, v.index}) {
				return
			}
		}
	}
}

// Span returns the offsets from the start of a key to the end of the last line
// of its value.
func Span(key, value Value) (start, end int) {
	if key.node == nil {
		return 0, 0
	}
	start = key.index.Offset(key.node.Line, key.node.Column)
	line := max(key.node.Line, lastLine(value.node, 0))
	end = key.index.Offset(line, 1) + len(key.index.Line(line))
	return start, max(start, end)
}

// maxDepth bounds the way down to the last line.
const maxDepth = 200

// lastLine returns the line on which the last node below n begins.
func lastLine(n *yaml.Node, depth int) int {
	if n == nil || depth > maxDepth {
		return 0
	}
	last := n.Line
	if k := len(n.Content); k > 0 {
		last = max(last, lastLine(n.Content[k-1], depth+1))
	}
	return last
}
