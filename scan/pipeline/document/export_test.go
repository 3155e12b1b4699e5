package document

import (
	"fmt"
	"strings"
)

// Quick parses a text without the library and says whether it could.
func Quick(text []byte) (dump string, ok bool) {
	root, ok := parseQuick(&source{text: text})
	if root == nil {
		return "", ok
	}
	return dumpNode(root), ok
}

// Slow parses a text by the library alone.
func Slow(text []byte) (dump string, err error) {
	roots, err := parse(text)
	var b strings.Builder
	for _, r := range roots {
		b.WriteString(dumpNode(r))
	}
	return b.String(), err
}

// dumpNode writes everything that is known of a node, a line each.
func dumpNode(n *Node) string {
	var b strings.Builder
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		fmt.Fprintf(&b, "%*s%d %d %d:%d %q\n", depth, "", n.kind, n.style, n.start, n.end, n.value)
		for _, c := range n.children {
			walk(c, depth+1)
		}
	}
	walk(n, 0)
	return b.String()
}
