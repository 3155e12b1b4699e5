package document

// Mappings calls visit for every mapping at or below the node, each once at its
// definition: aliases are not followed.
func (n *Node) Mappings(visit func(*Node)) {
	if n == nil {
		return
	}
	switch n.kind {
	case Sequence:
		for _, c := range n.children {
			c.Mappings(visit)
		}
	case Mapping:
		visit(n)
		for i := 1; i < len(n.children); i += 2 {
			n.children[i].Mappings(visit)
		}
	}
}
