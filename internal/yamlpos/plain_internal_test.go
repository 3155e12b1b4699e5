package yamlpos

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// plainTexts are documents with what becomes of them: whether they are read
// without the decoder.
var plainTexts = []struct {
	text string
	want bool
}{
	{"a: 1\n", true},
	{"# comment\n\na: 1\n  # more\nb:\n  c: d e\n  'f g': \"h\"\n", true},
	{"a:\nb: ~\nc: null\n", true},
	{"a:\n  b:\n    c: x\n\n    d: y\n  e: z", true},
	{"lockfileVersion: '9.0'\n", true},
	{"p:\n  '@x/y@1.0.0':\n    resolution: {integrity: sha512-a+/b==, tarball: https://x/y.tgz}\n    engines: {node: '>=8', npm: \"1\"}\n    cpu: [x64, arm64]\n    e: {}\n    f: [ ]\n", true},
	{"p:\n  - a\n  - 'b'\n  - {c: d}\nq:\n- e\nr: s\n", true},
	{"\"@x/y@npm:1.0.0, @x/y@npm:^1\":\n  version: 1.0.0\n", true},
	{"a: it's\nb: 'it''s'\nc: x#y\nd: x:y\n", true},
	{"/x/1.0.0(y@2.0.0):\n  dev: false\n", true},
	{"a: {b: {c: [d, {e: f}]}, }\n", true},
	{"a: ^1.0\nb: ~1.0\nc: <2\n", true},
	{"", false},
	{"a", false},
	{"- a\n", false},
	{"a: |\n  text\n", false},
	{"a: >-\n  text\n", false},
	{"a: first\n  second\n", false},
	{"a: &x 1\nb: *x\n", false},
	{"a: !!str 1\n", false},
	{"a: b # c\n", false},
	{"a: b: c\n", false},
	{"a: \"b\\n\"\n", false},
	{"a: \"b\n", false},
	{"a: [b\n", false},
	{"a: [b]c\n", false},
	{"a: {b}\n", false},
	{"a: {b: , c: d}\n", false},
	{"a: [a: b]\n", false},
	{"a: {b?c: d}\n", false},
	{"a: @b\n", false},
	{"---\na: 1\n", false},
	{"a: 1\n---\nb: 2\n", false},
	{"a: 1\n...\n", false},
	{"a:\n  b: 1\n c: 2\n", false},
	{"a:\n\tb: 1\n", false},
	{"a: é\n", false},
	{"a: 1\r\n", false},
	{"? a\n: b\n", false},
	{"a:\n  - b: c\n", false},
	{"a: 1\nb\n", false},
	{"a: -\n", false},
	{"a : b\n", false},
}

func TestParsePlain(t *testing.T) {
	t.Parallel()
	for _, test := range plainTexts {
		doc, ok := parsePlain([]byte(test.text))
		if ok != test.want {
			t.Errorf("%q: read %v, want %v", test.text, ok, test.want)
		}
		if ok {
			sameAsDecoder(t, test.text, doc)
		}
	}
}

func sameAsDecoder(t *testing.T, text string, doc *yaml.Node) {
	t.Helper()
	dec := yaml.NewDecoder(strings.NewReader(text))
	var want, more yaml.Node
	if err := dec.Decode(&want); err != nil {
		t.Fatalf("%q: the decoder says %v", text, err)
	}
	if dec.Decode(&more) == nil {
		t.Fatalf("%q: the decoder sees a second document", text)
	}
	if diff := cmp.Diff(outline(want.Content[0]), outline(doc)); diff != "" {
		t.Fatalf("%q (-decoder +plain):\n%s", text, diff)
	}
}

// outline writes down what a Value shows of a node.
func outline(n *yaml.Node) []string {
	list := []string{fmt.Sprintf("%d %d:%d %q %v", n.Kind, n.Line, n.Column, n.Value, n.Tag == nullTag)}
	for _, c := range n.Content {
		list = append(list, outline(c)...)
	}
	return append(list, "end")
}

func FuzzParsePlain(f *testing.F) {
	for _, test := range plainTexts {
		f.Add(test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if doc, ok := parsePlain([]byte(text)); ok {
			sameAsDecoder(t, text, doc)
		}
	})
}
