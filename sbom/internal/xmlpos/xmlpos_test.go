package xmlpos_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/xmlpos"
)

func ExampleParse() {
	root, err := xmlpos.Parse([]byte(`<packages><package id="Pump"> 1.0 </package></packages>`))
	p := root.Child("package")
	fmt.Println(p.Attr("id"), p.Text(), p.Start, p.End, err)
	// Output: Pump 1.0 10 44 <nil>
}

func TestParseBroken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text     string
		offset   int
		children int // of the root, -1 for no root
	}{
		{"", 0, -1},
		{"not xml", 7, -1},
		{"<a><b/><c>", 10, 2},
		{"<a><b/></c>", 11, 1},
		{"<a>&bomb;</a>", 9, 0},
		{`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, 36, 0},
		{`<?xml version="1.0" encoding="klingon"?><a/>`, 40, -1},
		{"<${x}>1</${x}>", 1, -1},
	}
	for _, tt := range tests {
		root, err := xmlpos.Parse([]byte(tt.text))
		var syntax *xmlpos.SyntaxError
		if !errors.As(err, &syntax) || syntax.Offset != tt.offset {
			t.Errorf("%q: error %v, %+v, want offset %d", tt.text, err, syntax, tt.offset)
		}
		if n := -1; root != nil {
			if n = len(root.Children); n != tt.children {
				t.Errorf("%q: %d children, want %d", tt.text, n, tt.children)
			}
		} else if tt.children >= 0 {
			t.Errorf("%q: no root", tt.text)
		}
	}
}

func TestParseForms(t *testing.T) {
	t.Parallel()
	root, err := xmlpos.Parse([]byte("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<p:a x:y='1'>\xe4<b>1</b><b>2</b><!-- c --></p:a>"))
	if err != nil || root.Name != "a" || root.Attr("y") != "1" || root.Text() != "?" || len(root.All("b")) != 2 {
		t.Errorf("%+v, %v", root, err)
	}
	if b := root.Children[1]; b.Start != 66 || b.End != 74 {
		t.Errorf("second b at %d-%d", b.Start, b.End)
	}
	var none *xmlpos.Element
	if none.Attr("a") != "" || none.Text() != "" || none.Child("a") != nil || none.All("a") != nil {
		t.Error("nil is not empty")
	}
}

func TestParseDepth(t *testing.T) {
	t.Parallel()
	if _, err := xmlpos.Parse([]byte(strings.Repeat("<a>", xmlpos.MaxDepth+1))); err == nil {
		t.Error("a document of any depth was read")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("<a><b c='d'>e</b></a>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		root, err := xmlpos.Parse(text)
		if err == nil && root == nil {
			t.Error("neither root nor error")
		}
		stack := []*xmlpos.Element{root}
		for len(stack) > 0 {
			e := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if e == nil {
				continue
			}
			if e.Start < 0 || e.Start > e.End || e.End > len(text) {
				t.Errorf("%s at %d-%d of %d", e.Name, e.Start, e.End, len(text))
			}
			stack = append(stack, e.Children...)
		}
	})
}
