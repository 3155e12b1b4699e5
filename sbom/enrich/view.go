package enrich

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

// view is a document of another syntax as JSON: as much of it as a patch can speak
// of. What the patch changes there is then written into the text.
type view struct {
	text []byte
	// marks are what values of the view stand for, by their first byte.
	marks map[int]mark
	comma bool // in front of the next member or element
}

// mark is the part of a text that a value of its view stands for.
type mark struct {
	node *node // an element of XML
	line *line // a tag with its value
	// inner says that the value is the text in the element, and not the element.
	inner bool
}

func newView() *view { return &view{marks: map[int]mark{}} }

// begin writes what is in front of a value, and marks it.
func (v *view) begin(m mark) {
	if v.comma {
		v.text = append(v.text, ',')
	}
	v.comma = false
	v.marks[len(v.text)] = m
}

// key writes the key of a member, whose value comes next.
func (v *view) key(name string) {
	v.begin(mark{})
	v.text = append(append(v.text, encode(name)...), ':')
}

// value writes a text.
func (v *view) value(m mark, s string) {
	v.begin(m)
	v.text = append(v.text, encode(s)...)
	v.comma = true
}

// object writes an object with the members that f writes.
func (v *view) object(m mark, f func()) {
	v.begin(m)
	v.text = append(v.text, '{')
	f()
	v.text = append(v.text, '}')
	v.comma = true
}

// list writes a list with the elements that f writes.
func (v *view) list(m mark, f func()) {
	v.begin(m)
	v.text = append(v.text, '[')
	f()
	v.text = append(v.text, ']')
	v.comma = true
}

// markOf returns what a value stands for.
func (v *view) markOf(value jsonpos.Value) mark {
	start, _ := value.Span()
	return v.marks[start]
}

// root parses the view.
func (v *view) root() (jsonpos.Value, error) {
	doc, err := jsonpos.Parse(v.text, jsonpos.Config{})
	if err != nil {
		return jsonpos.Value{}, fmt.Errorf("look at the document: %w", err)
	}
	return doc.Root(), nil
}

// containers returns what gets something, in the order of the view.
func (e *editor) containers() []*container {
	var starts []int
	for start := range e.grown {
		starts = append(starts, start)
	}
	slices.Sort(starts)
	var out []*container
	for _, start := range starts {
		out = append(out, e.grown[start])
	}
	return out
}

// splice returns a text with edits. Insertions at one place keep their order, and
// come in front of what is replaced there.
func splice(text []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	var out []byte
	pos := 0
	for _, one := range edits {
		out = append(append(out, text[pos:one.start]...), one.text...)
		pos = one.end
	}
	return append(out, text[pos:]...)
}
