package document

import "fmt"

// maxExpanded bounds what a document stands for with every alias replaced by
// its definition.
const maxExpanded = 5_000_000

// checkExpansion returns an error that wraps [ErrLimit] when the aliases of a
// document stand for too much, or for themselves. Nothing is expanded: each
// definition is measured once.
func (c *converter) checkExpansion(root *Node) error {
	if len(c.aliases) == 0 {
		return nil
	}
	e := expansion{sizes: map[*Node]int{}}
	if _, ok := e.measure(root, 0); !ok {
		return fmt.Errorf("aliases stand for themselves or for more than %d values: %w", maxExpanded, ErrLimit)
	}
	return nil
}

// expansion measures nodes; a size of 0 marks one that is being measured.
type expansion struct{ sizes map[*Node]int }

func (e expansion) measure(n *Node, depth int) (size int, ok bool) {
	if n == nil {
		return 1, true
	}
	if depth > maxExpandedDepth {
		return 0, false
	}
	if n.kind == Alias {
		to := n.target()
		if size, seen := e.sizes[to]; seen {
			return size, size > 0
		}
		e.sizes[to] = 0
		size, ok = e.measure(to, depth+1)
		e.sizes[to] = size
		return size, ok
	}
	size = 1
	for _, child := range n.children {
		inner, ok := e.measure(child, depth+1)
		if size += inner; !ok || size > maxExpanded {
			return 0, false
		}
	}
	return size, true
}

// maxExpandedDepth bounds the nesting of collections through aliases.
const maxExpandedDepth = 50 * maxDepth
