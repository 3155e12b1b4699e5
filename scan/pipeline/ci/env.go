package ci

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Env is a block of environment variables. Where the block as a whole is
// computed, Vars is empty and Value is a scalar.
type Env struct {
	Key, Value *document.Node
	Vars       []Setting
}

// EnvOf reads the block that a mapping has under a name, nil where it has none.
func EnvOf(n *document.Node, name string) *Env {
	key, value := n.Pair(name)
	if key == nil {
		return nil
	}
	e := &Env{Key: key, Value: value}
	e.Add(value)
	return e
}

// ScalarsOf reads the scalars of a mapping, nil for anything else.
func ScalarsOf(n *document.Node) *Env {
	if n.Kind() != document.Mapping {
		return nil
	}
	e := &Env{Value: n}
	for k, v := range n.Pairs() {
		if v.Kind() == document.Scalar {
			e.Vars = append(e.Vars, Setting{k, v})
		}
	}
	return e
}

// Add adds the pairs of a mapping.
func (e *Env) Add(n *document.Node) {
	for k, v := range n.Pairs() {
		e.Vars = append(e.Vars, Setting{k, v})
	}
}

// Assign adds the texts of the form NAME=value of a list. The nodes of names and
// values are pieces of the file's text.
func (e *Env) Assign(text []byte, list *document.Node) {
	for _, n := range list.Items() {
		value := n.Value()
		if i := strings.IndexByte(value, '='); i > 0 {
			e.Vars = append(e.Vars, Setting{part(text, n, 0, i), part(text, n, i+1, len(value))})
		}
	}
}

// part returns the bytes [from, to) of a scalar's value as one of its own.
func part(text []byte, n *document.Node, from, to int) *document.Node {
	start, end := n.Source(from, to)
	if from == to {
		return document.NewText(text, document.Piece{Start: end, End: end})
	}
	return document.NewText(text, document.Piece{Start: start, End: end, As: n.Value()[from:to]})
}

// Get returns the value of a variable; nil where it is not set. Case is
// ignored, as expressions do.
func (e *Env) Get(name string) *document.Node {
	if e == nil {
		return nil
	}
	for _, v := range e.Vars {
		if strings.EqualFold(v.Key.Value(), name) {
			return v.Value
		}
	}
	return nil
}
