package pipeline

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// shape is what the files have to look like that a system takes for its own
// by their paths alone. One that does not is refused by the system or, worse, was
// damaged on the way here, so that it must not pass as one without findings.
type shape struct {
	system string
	named  func(dir, base string) bool
	// root has the kinds that the root may be of.
	root kinds
	// empty says that the system takes a file without content.
	empty bool
	// needs is a key that has to be there where the key beside is.
	needs, beside string
	// parts are checked in this order where they are there and not null.
	parts []part
}

// part is a value at a path, in which "*" stands for every value of a mapping
// and every item of a list.
type part struct {
	path string
	want kinds
}

// kinds is a set of kinds of nodes.
type kinds uint8

const (
	scalar kinds = 1 << iota
	mapping
	sequence
)

func kindsOf(n *document.Node) kinds {
	switch n.Kind() {
	case document.Mapping:
		return mapping
	case document.Sequence:
		return sequence
	}
	return scalar
}

func (k kinds) String() string {
	var names []string
	for i, name := range []string{"text", "a mapping", "a list"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// shapeError says where a file is not of its system's form.
type shapeError struct {
	span  ci.Span
	cause string
}

func (e *shapeError) Error() string { return e.cause }

// shapeOf returns the shape of a file that a system knows by its path, nil for
// other files. Folders whose names are templates hold what is still to be filled
// in.
func (a *Analyzer) shapeOf(e *scan.Entry) *shape {
	if !isYAML(e) || audit.Foreign(e.Path) || strings.Contains(e.Path, "{{") {
		return nil
	}
	dir, base := path.Split("/" + e.Path)
	for i := range shapes {
		if s := &shapes[i]; s.named(dir, base) && a.has(s.system) {
			return s
		}
	}
	return nil
}

func (a *Analyzer) has(system string) bool {
	for _, s := range a.systems {
		if s.Name() == system {
			return true
		}
	}
	return false
}

// misshapen returns what is wrong with the form of a file that the system has
// read, nil where nothing is or the system knows the file by its content.
func (a *Analyzer) misshapen(system audit.System, src *ci.Source) error {
	if s := a.shapeOf(src.Entry); s != nil && s.system == system.Name() {
		return s.check(src)
	}
	return nil
}

// unknown tells of a file that no system recognised although its path says
// whose it is.
func (a *Analyzer) unknown(f *scan.File) *scan.Diagnostic {
	s := a.shapeOf(f.Entry)
	if s == nil {
		return nil
	}
	if f.Binary() {
		return &scan.Diagnostic{
			Kind:     scan.DiagUnsupported,
			Location: scan.Location{Path: f.Path, Origin: f.Origin},
			Message:  "pipeline configuration is no text in UTF-8 and was not read",
		}
	}
	if int64(len(f.Bytes())) > a.max {
		return tooLarge(f)
	}
	src := &ci.Source{File: f}
	var err error
	if src.Roots, err = document.Parse(f.Bytes()); err == nil {
		err = s.check(src)
	}
	if err == nil {
		return nil
	}
	return diagnose(f, err)
}

// check returns the first thing that is wrong with a file's form.
func (s *shape) check(src *ci.Source) error {
	if len(src.Roots) == 0 {
		// What somebody has commented out as a whole runs nothing on purpose.
		if s.empty || len(bytes.TrimSpace(src.Bytes())) > 0 {
			return nil
		}
		return &shapeError{cause: "the file is empty"}
	}
	roots := src.Roots
	if s.system == "github" {
		roots = roots[:1] // it reads no more
	}
	c := shapeCheck{shape: s, wrong: map[*document.Node]bool{}}
	for _, root := range roots {
		c.root(root)
	}
	switch more := len(c.list) - 1; {
	case more < 0:
		return nil
	case more == 1:
		c.list[0].cause += ", and 1 other place is wrong too"
	case more > 1:
		c.list[0].cause += fmt.Sprintf(", and %d other places are wrong too", more)
	}
	return c.list[0]
}

// shapeCheck collects what is wrong with a file. Below a value that is of a wrong
// kind nothing more is looked at.
type shapeCheck struct {
	*shape
	list  []*shapeError
	wrong map[*document.Node]bool
}

func (c *shapeCheck) report(n *document.Node, format string, args ...any) {
	c.wrong[n.Resolve()] = true
	c.list = append(c.list, &shapeError{ci.SpanOf(n), fmt.Sprintf(format, args...)})
}

func (c *shapeCheck) root(root *document.Node) {
	if root.Null() {
		return
	}
	if got := kindsOf(root); got&c.shape.root == 0 {
		c.report(root, "the file holds %v where %v belongs", got, c.shape.root)
		return
	}
	if key, _ := root.Pair(c.beside); c.needs != "" && key != nil && root.Get(c.needs).Null() {
		if at, _ := root.Pair(c.needs); at != nil {
			key = at
		}
		c.report(key, "there is nothing under %s", c.needs)
	}
	for _, p := range c.parts {
		c.part(root, strings.Split(p.path, "."), p.want, "")
	}
}

// part reports the values at the rest of a path that are of another kind.
func (c *shapeCheck) part(n *document.Node, rest []string, want kinds, name string) {
	if n.Null() || c.wrong[n.Resolve()] {
		return
	}
	if len(rest) == 0 {
		// An expression stands for what it expands to.
		if got := kindsOf(n); got&want == 0 && !(got == scalar && expression(n.Value())) {
			c.report(n, "%s is %v where %v belongs", name, got, want)
		}
		return
	}
	if rest[0] != "*" {
		c.part(n.Get(rest[0]), rest[1:], want, dotted(name, rest[0]))
		return
	}
	for key, value := range n.Pairs() {
		c.part(value, rest[1:], want, dotted(name, key.Value()))
	}
	for i, item := range n.Items() {
		c.part(item, rest[1:], want, fmt.Sprintf("%s[%d]", name, i))
	}
}

func dotted(name, key string) string { return strings.TrimPrefix(name+"."+key, ".") }

func expression(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "<<") || strings.Contains(text, "$(") || strings.Contains(text, "$[")
}
