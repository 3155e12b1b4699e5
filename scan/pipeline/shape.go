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
	var wrong []*shapeError
	for _, root := range roots {
		wrong = append(wrong, s.checkRoot(root)...)
	}
	if len(wrong) == 0 {
		return nil
	}
	first := *wrong[0]
	if more := len(wrong) - 1; more > 0 {
		first.cause += fmt.Sprintf(", and so on in %d more places", more)
	}
	return &first
}

func (s *shape) checkRoot(root *document.Node) []*shapeError {
	if root.Null() {
		return nil
	}
	if kindsOf(root)&s.root == 0 {
		return []*shapeError{{ci.SpanOf(root), fmt.Sprintf("the file holds %v where %v belongs", kindsOf(root), s.root)}}
	}
	var wrong []*shapeError
	if key, _ := root.Pair(s.beside); s.needs != "" && key != nil && root.Get(s.needs).Null() {
		if at, _ := root.Pair(s.needs); at != nil {
			key = at
		}
		wrong = append(wrong, &shapeError{ci.SpanOf(key), "there is nothing under " + s.needs})
	}
	for _, p := range s.parts {
		p.check(root, strings.Split(p.path, "."), "", func(e *shapeError) { wrong = append(wrong, e) })
	}
	return wrong
}

// check reports the values at the rest of the path that are of another kind.
func (p *part) check(n *document.Node, rest []string, name string, report func(*shapeError)) {
	if n.Null() {
		return
	}
	if len(rest) == 0 {
		// An expression stands for what it expands to.
		if got := kindsOf(n); got&p.want == 0 && !(got == scalar && expression(n.Value())) {
			report(&shapeError{ci.SpanOf(n), fmt.Sprintf("%s is %v where %v belongs", name, got, p.want)})
		}
		return
	}
	if rest[0] != "*" {
		p.check(n.Get(rest[0]), rest[1:], dotted(name, rest[0]), report)
		return
	}
	for key, value := range n.Pairs() {
		p.check(value, rest[1:], dotted(name, key.Value()), report)
	}
	for i, item := range n.Items() {
		p.check(item, rest[1:], fmt.Sprintf("%s[%d]", name, i), report)
	}
}

func dotted(name, key string) string { return strings.TrimPrefix(name+"."+key, ".") }

func expression(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "<<") || strings.Contains(text, "$(") || strings.Contains(text, "$[")
}
