// Package document reads YAML and knows the exact bytes that every value was
// written with.
//
// It adds to go.yaml.in/yaml/v3, which knows only the line and the column (in
// characters) at which a node starts: byte offsets, ends, and the way back from
// a range of a scalar's decoded value to the bytes in the file, whatever the
// scalar's style, so that an expression inside a folded block has a place of
// its own. Aliases and merge keys are followed on reading, never copied; what
// they lead to keeps the place where it was defined.
//
// What most files are made of is read here, several times faster; the library
// reads the rest and every text that is no valid YAML. Both give the same nodes.
package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// The bounds on one text.
const (
	maxDepth     = 200     // nesting of collections
	maxNodes     = 500_000 // nodes in all documents together
	maxDocuments = 1000
)

// ErrLimit is wrapped by the error of [Parse] for a text that goes beyond the
// bounds on depth and count.
var ErrLimit = errors.New("too deep or too many values")

// SyntaxError says where and why a text is no YAML.
type SyntaxError struct {
	// Line counts from 1; 0 where the parser did not tell.
	Line int
	// Cause in the parser's words.
	Cause string
}

// Error returns line and cause.
func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return "no valid YAML: " + e.Cause
	}
	return fmt.Sprintf("no valid YAML: line %d: %s", e.Line, e.Cause)
}

// Parse returns the root node of every document in text, in order; a document
// without content has none. The nodes refer to text, which must not change.
//
// When a later document is broken, the roots before it are returned with the
// error, which is a [*SyntaxError] or wraps [ErrLimit].
func Parse(text []byte) (roots []*Node, err error) {
	if len(text) > math.MaxInt32 {
		return nil, fmt.Errorf("%d bytes: %w", len(text), ErrLimit)
	}
	src := &source{text: text}
	if root, ok := parseQuick(src); !ok {
		return parse(text)
	} else if root != nil {
		roots = append(roots, root)
	}
	return roots, nil
}

// parse is [Parse] by the library alone.
func parse(text []byte) (roots []*Node, err error) {
	src := newSource(text)
	next := documents(text)
	for count := 0; ; count++ {
		if count > maxDocuments {
			return roots, fmt.Errorf("more than %d documents: %w", maxDocuments, ErrLimit)
		}
		var raw yaml.Node
		switch err := decode(next, &raw); {
		case errors.Is(err, io.EOF):
			return roots, nil
		case err != nil:
			return roots, explain(text, err)
		case raw.Kind != yaml.DocumentNode || len(raw.Content) == 0:
			continue
		}
		c := converter{src: src, seen: map[*yaml.Node]*Node{}}
		root, err := c.convert(raw.Content[0], 0)
		if err != nil {
			return roots, err
		}
		for from, to := range c.aliases {
			from.children = []*Node{c.seen[to]}
		}
		if err := c.checkExpansion(root); err != nil {
			return roots, err
		}
		roots = append(roots, root)
	}
}

// documents returns a function that reads the next document. A text without
// separators is read at once, which is a good deal faster.
func documents(text []byte) func(*yaml.Node) error {
	if bytes.Contains(text, []byte("---")) || bytes.Contains(text, []byte("...")) {
		dec := yaml.NewDecoder(bytes.NewReader(text))
		return func(n *yaml.Node) error { return dec.Decode(n) }
	}
	done := false
	return func(n *yaml.Node) error {
		if done {
			return io.EOF
		}
		done = true
		return yaml.Unmarshal(text, n)
	}
}

var lineOfError = regexp.MustCompile(`^line (\d+): `)

// decode reads one document. The YAML library reports broken input by panics
// that it catches itself; one that it lets through must not reach the caller.
func decode(next func(*yaml.Node) error, n *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &SyntaxError{Cause: fmt.Sprint(r)}
		}
	}()
	err = next(n)
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	cause := string(bytes.TrimPrefix([]byte(err.Error()), []byte("yaml: ")))
	e := &SyntaxError{Cause: cause}
	if m := lineOfError.FindStringSubmatch(cause); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
		e.Cause = cause[len(m[0]):]
	}
	return e
}

// converter turns the library's nodes into ours.
type converter struct {
	src     *source
	seen    map[*yaml.Node]*Node // nodes that have an anchor
	aliases map[*Node]*yaml.Node
	slab
}

func (c *converter) convert(raw *yaml.Node, depth int) (*Node, error) {
	c.src.nodes++
	if depth > maxDepth || c.src.nodes > maxNodes {
		return nil, fmt.Errorf("line %d: %w", raw.Line, ErrLimit)
	}
	n := c.node()
	n.src, n.kind, n.style, n.value = c.src, kindOf(raw.Kind), styleOf(raw), raw.Value
	at := c.src.offset(raw.Line, raw.Column)
	n.start, n.end = int32(at), int32(at)
	if raw.Anchor != "" {
		c.seen[raw] = n
	}
	switch n.kind {
	case Alias:
		n.end = int32(endOfWord(c.src.text, at))
		if c.aliases == nil {
			c.aliases = map[*Node]*yaml.Node{}
		}
		c.aliases[n] = raw.Alias
		return n, nil
	case Scalar:
		n.start = int32(c.src.skipProperties(at))
		n.end = int32(n.measure(nil))
		return n, nil
	}
	at = c.src.skipProperties(at)
	n.start, n.end = int32(at), int32(at)
	n.children = make([]*Node, 0, len(raw.Content))
	for _, r := range raw.Content {
		child, err := c.convert(r, depth+1)
		if err != nil {
			return nil, err
		}
		n.children = append(n.children, child)
		n.end = max(n.end, child.end)
	}
	c.src.index(n)
	if n.style == Flow {
		n.end = int32(c.src.closeFlow(max(int(n.end), at+1), at))
	}
	return n, nil
}

func kindOf(k yaml.Kind) Kind {
	switch k {
	case yaml.MappingNode:
		return Mapping
	case yaml.SequenceNode:
		return Sequence
	case yaml.AliasNode:
		return Alias
	default:
		return Scalar
	}
}

func styleOf(n *yaml.Node) Style {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return DoubleQuoted
	case n.Style&yaml.SingleQuotedStyle != 0:
		return SingleQuoted
	case n.Style&yaml.LiteralStyle != 0:
		return Literal
	case n.Style&yaml.FoldedStyle != 0:
		return Folded
	case n.Style&yaml.FlowStyle != 0:
		return Flow
	default:
		return Plain
	}
}
