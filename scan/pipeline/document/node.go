package document

import (
	"iter"
	"strings"
)

// Kind is the sort of a [Node].
type Kind uint8

// The kinds of nodes. Accessors follow aliases, so most callers never see one.
const (
	Scalar Kind = iota
	Mapping
	Sequence
	Alias
)

// Style says how a node was written.
type Style uint8

// The styles. Plain is also that of a block collection.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
	Flow
	Pieces // no YAML: see [NewText]
)

// Node is a value of a document with its place. It is immutable. All methods
// accept a nil Node, which is an absent value: a scalar without content at
// offset 0.
type Node struct {
	src        *source
	value      string
	children   []*Node // of a mapping: key, value, key, value …; of an alias: what it stands for
	start, end int32
	kind       Kind
	style      Style
}

// Resolve returns the node that an alias stands for, and any other node itself.
func (n *Node) Resolve() *Node {
	for hops := 0; n != nil && n.kind == Alias; hops++ {
		if hops == maxDepth {
			return nil
		}
		n = n.target()
	}
	return n
}

// target returns the node that an alias was resolved to.
func (n *Node) target() *Node {
	if len(n.children) == 0 {
		return nil
	}
	return n.children[0]
}

// Kind returns the kind of what the node stands for.
func (n *Node) Kind() Kind {
	if n = n.Resolve(); n == nil {
		return Scalar
	}
	return n.kind
}

// Style returns the style of what the node stands for.
func (n *Node) Style() Style {
	if n = n.Resolve(); n == nil {
		return Plain
	}
	return n.style
}

// Value returns a scalar's decoded text, and "" for anything else.
func (n *Node) Value() string {
	if n = n.Resolve(); n == nil {
		return ""
	}
	return n.value
}

// Aliased reports whether the node is an alias of one defined elsewhere.
func (n *Node) Aliased() bool { return n != nil && n.kind == Alias }

// Span returns the bytes of what the node stands for, without anchor and tag.
// A collection ends with its last value, a block scalar with its last line
// that is not blank.
func (n *Node) Span() (start, end int) {
	if n = n.Resolve(); n == nil {
		return 0, 0
	}
	return int(n.start), int(n.end)
}

// Start returns the offset of the node's first byte.
func (n *Node) Start() int {
	start, _ := n.Span()
	return start
}

// Null reports whether the node is absent or an empty or null scalar.
func (n *Node) Null() bool {
	if n = n.Resolve(); n == nil {
		return true
	}
	if n.kind != Scalar || n.style != Plain {
		return false
	}
	switch n.value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// Bool returns the truth value that the scalar spells, quoted or not, ignoring
// case: programs that read settings as text do not see the quotes.
func (n *Node) Bool() (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(n.Value())) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// Get returns the value of a mapping's key, nil where there is none. Of
// duplicate keys the last one counts, and own keys count before merged ones.
func (n *Node) Get(key string) *Node {
	_, v := n.Pair(key)
	return v
}

// Pair returns the key node and the value of a mapping's key; see [Node.Get].
func (n *Node) Pair(key string) (k, v *Node) { return n.pair(key, 0) }

func (n *Node) pair(key string, depth int) (k, v *Node) {
	if n = n.Resolve(); n == nil || n.kind != Mapping || depth > maxMerges {
		return nil, nil
	}
	if i := n.find(key); i >= 0 {
		return n.children[i], n.children[i+1]
	}
	for _, m := range n.merged() {
		if k, v := m.pair(key, depth+1); k != nil {
			return k, v
		}
	}
	return nil, nil
}

// find returns the index of a mapping's own key among the children, or -1.
func (n *Node) find(key string) int {
	if len(n.children) > 2*manyPairs {
		if keys, ok := n.src.keys[n]; ok {
			if i, ok := keys[key]; ok {
				return i
			}
			return -1
		}
	}
	for i := len(n.children) - 2; i >= 0; i -= 2 {
		if n.children[i].Value() == key {
			return i
		}
	}
	return -1
}

// At returns the value at a path of keys.
func (n *Node) At(path ...string) *Node {
	for _, key := range path {
		n = n.Get(key)
	}
	return n
}

// maxMerges bounds the nesting of merge keys.
const maxMerges = 16

// Pairs yields the keys and values of a mapping in the order of the text, those
// of merge keys after the own ones. Duplicates are all yielded.
func (n *Node) Pairs() iter.Seq2[*Node, *Node] {
	return func(yield func(k, v *Node) bool) { n.pairs(yield, 0) }
}

func (n *Node) pairs(yield func(k, v *Node) bool, depth int) bool {
	if n = n.Resolve(); n == nil || n.kind != Mapping || depth > maxMerges {
		return true
	}
	for i := 0; i+1 < len(n.children); i += 2 {
		if !n.isMerge(i) && !yield(n.children[i], n.children[i+1]) {
			return false
		}
	}
	for _, m := range n.merged() {
		own := func(k, v *Node) bool { return n.has(k.Value()) || yield(k, v) }
		if !m.pairs(own, depth+1) {
			return false
		}
	}
	return true
}

func (n *Node) has(key string) bool { return n.find(key) >= 0 }

func (n *Node) isMerge(i int) bool {
	k := n.children[i]
	return k.kind == Scalar && k.style == Plain && k.value == "<<"
}

// merged returns the mappings that the node's merge keys name.
func (n *Node) merged() []*Node {
	var list []*Node
	for i := 0; i+1 < len(n.children); i += 2 {
		if !n.isMerge(i) {
			continue
		}
		switch v := n.children[i+1].Resolve(); v.Kind() {
		case Mapping:
			list = append(list, v)
		case Sequence:
			list = append(list, v.children[:min(len(v.children), maxMerges)]...)
		}
	}
	return list
}

// Items yields the elements of a sequence with their indices.
func (n *Node) Items() iter.Seq2[int, *Node] {
	return func(yield func(int, *Node) bool) {
		n = n.Resolve()
		if n == nil || n.kind != Sequence {
			return
		}
		for i, c := range n.children {
			if !yield(i, c) {
				return
			}
		}
	}
}

// List yields the elements of a sequence, or a scalar as the only element, as
// many settings allow.
func (n *Node) List() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		if n.Kind() == Scalar && !n.Null() {
			yield(n)
			return
		}
		for _, c := range n.Items() {
			if !yield(c) {
				return
			}
		}
	}
}

// Len returns the number of elements or pairs.
func (n *Node) Len() int {
	switch n = n.Resolve(); {
	case n == nil:
		return 0
	case n.kind == Mapping:
		return len(n.children) / 2
	default:
		return len(n.children)
	}
}

// Walk calls visit for every scalar at or below the node that is a value, each
// once at its definition: aliases are not followed.
func (n *Node) Walk(visit func(*Node)) {
	if n == nil {
		return
	}
	switch n.kind {
	case Scalar:
		visit(n)
	case Sequence:
		for _, c := range n.children {
			c.Walk(visit)
		}
	case Mapping:
		for i := 1; i < len(n.children); i += 2 {
			n.children[i].Walk(visit)
		}
	}
}
