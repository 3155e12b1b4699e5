package yamlpos_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/yamlpos"
)

func Example() {
	text := []byte("parts:\n  valve: {size: 3}\n  seal:\n    size: 4\n")
	docs, err := yamlpos.Parse(text)
	for key, value := range docs[0].Get("parts").Members() {
		start, end := yamlpos.Span(key, value)
		fmt.Printf("%s %s %q %v\n", key.Str(), value.Get("size").Str(), text[start:end], err)
	}
	// Output:
	// valve 3 "valve: {size: 3}" <nil>
	// seal 4 "seal:\n    size: 4" <nil>
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	docs, err := yamlpos.Parse([]byte("a: 1\n---\nb: [x, 'y', ~]\nc: true\n---\n"))
	if err != nil || len(docs) != 3 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	var got []string
	for e := range docs[1].Get("b").Elements() {
		got = append(got, e.Str())
	}
	if diff := cmp.Diff([]string{"x", "y", ""}, got); diff != "" || !docs[1].Get("c").True() || docs[0].Get("a").Str() != "1" {
		t.Error(diff)
	}
	if docs[0].Get("none").Get("deeper").Str() != "" || docs[0].Get("a").IsMap() || !docs[0].IsMap() {
		t.Error("absent values are not empty")
	}
}

func TestParsePartly(t *testing.T) {
	t.Parallel()
	docs, err := yamlpos.Parse([]byte("p:\n  a:\n    v: 1\n  b:\n    v: 2\n  c:\n    v: {open\n  d: x\n"))
	var syntax *yamlpos.SyntaxError
	if !errors.As(err, &syntax) || len(docs) != 1 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	if docs[0].Get("p").Get("a").Get("v").Str() != "1" || docs[0].Get("p").Get("b").Get("v").Str() != "2" || syntax.Offset == 0 {
		t.Errorf("what stands in front of the break is lost; broken at %d", syntax.Offset)
	}
	if docs, err := yamlpos.Parse([]byte("{")); err == nil || len(docs) != 0 {
		t.Errorf("%d documents, %v", len(docs), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a: &x [1, {b: *x}]\n---\n? c\n: d\n")
	f.Add("p:\n  a:\n    v: {open\n")
	f.Add("a: |\n  text\n  é: b\n")
	f.Fuzz(func(t *testing.T, text string) {
		docs, _ := yamlpos.Parse([]byte(text))
		for _, doc := range docs {
			for key, value := range doc.Members() {
				start, end := yamlpos.Span(key, value)
				if start < 0 || end > len(text) || start > end {
					t.Fatalf("%q: span %d to %d", text, start, end)
				}
				_ = strings.ToLower(key.Str() + value.Str())
			}
		}
	})
}
