package document_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func TestText(t *testing.T) {
	t.Parallel()
	text := []byte("RUN a \\\n  b && c\n")
	n := document.NewText(text,
		document.Piece{Start: 4, End: 6},
		document.Piece{Start: 6, End: 10, As: " "},
		document.Piece{Start: 10, End: 16},
		document.Piece{Start: 3, End: 5},   // goes back
		document.Piece{Start: 16, End: 99}, // beyond the end
	)
	if got := n.Value(); got != "a  b && c" {
		t.Fatalf("value %q", got)
	}
	if start, end := n.Span(); start != 4 || end != 16 {
		t.Errorf("span %d-%d", start, end)
	}
	if start, end := n.Source(3, 4); string(text[start:end]) != "b" {
		t.Errorf("b is %q at %d-%d", text[start:end], start, end)
	}
	if start, end := n.Source(0, 4); start != 4 || end != 11 {
		t.Errorf("the first command is %d-%d", start, end)
	}
	if empty := document.NewText(text); !empty.Null() && empty.Value() != "" {
		t.Errorf("no pieces give %q", empty.Value())
	}
}

func TestCollections(t *testing.T) {
	t.Parallel()
	text := []byte("a = [1, 2]")
	one, two := document.NewText(text, document.Piece{Start: 5, End: 6}), document.NewText(text, document.Piece{Start: 8, End: 9})
	list := document.NewSequence(text, 4, 10, one, two)
	key := document.NewText(text, document.Piece{Start: 0, End: 1})
	m := document.NewMapping(text, 0, 10, key, list, key) // a key without a value is left out
	got := ""
	for _, n := range m.Get("a").Items() {
		got += n.Value()
	}
	start, end := m.Get("a").Span()
	if got != "12" || m.Len() != 1 || start != 4 || end != 10 || m.Kind() != document.Mapping {
		t.Errorf("%q, %d pairs, list at %d to %d", got, m.Len(), start, end)
	}
}
