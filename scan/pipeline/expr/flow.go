package expr

import (
	"iter"
	"strings"
)

// Path returns the name of the context value that the node stands for, in
// lower case with its parts joined by dots: "github.event.issue.title". Literal
// indices are parts like members; a filter, a number and a computed index are
// "*". It is "" for anything but a context.
func (n *Node) Path() string {
	var few [8]string
	parts := few[:0]
	for {
		switch n.Kind {
		case Context:
			size := len(n.Text)
			for _, p := range parts {
				size += 1 + len(p)
			}
			path := append(make([]byte, 0, size), n.Text...)
			for i := len(parts) - 1; i >= 0; i-- {
				path = append(append(path, '.'), parts[i]...)
			}
			return strings.ToLower(string(path))
		case Member:
			parts = append(parts, n.Text)
		case Star:
			parts = append(parts, "*")
		case Index:
			part := "*"
			if by := n.Args[1].Unwrap(); by.Kind == String {
				part = by.Text
			}
			parts = append(parts, part)
		case Group:
		default:
			return ""
		}
		n = n.Args[0]
	}
}

// Unwrap returns the node without the parentheses around it.
func (n *Node) Unwrap() *Node {
	for n.Kind == Group {
		n = n.Args[0]
	}
	return n
}

// IsCall reports whether the node calls the named function; case is ignored.
func (n *Node) IsCall(name string) bool { return n.Kind == Call && strings.EqualFold(n.Text, name) }

// All yields the node and everything below it, parents first.
func (n *Node) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) { n.all(yield) }
}

func (n *Node) all(yield func(*Node) bool) bool {
	if !yield(n) {
		return false
	}
	for _, a := range n.Args {
		if !a.all(yield) {
			return false
		}
	}
	return true
}

// References returns every context value that the expression reads, outermost
// access first: for a.b[c.d] both a.b[c.d] and c.d, never a or a.b.
func (n *Node) References() []*Node {
	var list []*Node
	n.references(&list)
	return list
}

func (n *Node) references(list *[]*Node) {
	if n.Path() == "" {
		for _, a := range n.Args {
			a.references(list)
		}
		return
	}
	*list = append(*list, n)
	for ; n.Kind != Context; n = n.Args[0] {
		if n.Kind == Index {
			n.Args[1].references(list)
		}
	}
}

// Flows returns the parts whose text can become part of the expression's
// result: context values, and calls of functions that are not known. What is
// only compared, tested or searched does not flow, nor does what is constant.
// The left side of && does not either: it is the result only when it is false,
// empty, zero or null.
func (n *Node) Flows() []*Node {
	var list []*Node
	n.flows(&list)
	return list
}

func (n *Node) flows(list *[]*Node) {
	if _, ok := Fold(n); ok {
		return
	}
	switch n.Kind {
	case Context:
		*list = append(*list, n)
	case Member, Index, Star:
		if n.Path() != "" {
			*list = append(*list, n)
			return
		}
		n.Args[0].flows(list)
	case Group:
		n.Args[0].flows(list)
	case Binary:
		n.binaryFlows(list)
	case Call:
		n.callFlows(list)
	}
}

func (n *Node) binaryFlows(list *[]*Node) {
	switch n.Text {
	case "&&":
		if v, ok := Fold(n.Args[0]); ok && !v.Truthy() {
			return
		}
		n.Args[1].flows(list)
	case "||":
		n.Args[0].flows(list)
		if v, ok := Fold(n.Args[0]); !ok || !v.Truthy() {
			n.Args[1].flows(list)
		}
	}
}

func (n *Node) callFlows(list *[]*Node) {
	switch strings.ToLower(n.Text) {
	case "contains", "startswith", "endswith", "hashfiles", "success", "failure", "always", "cancelled":
		return
	case "case":
		// case(test, value, test, value, …, default)
		for i, a := range n.Args {
			if i%2 == 1 || i == len(n.Args)-1 {
				a.flows(list)
			}
		}
	case "format", "join", "tojson", "fromjson":
		for _, a := range n.Args {
			a.flows(list)
		}
	default:
		*list = append(*list, n)
		for _, a := range n.Args {
			a.flows(list)
		}
	}
}
