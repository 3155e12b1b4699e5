package tomlpos

import (
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
)

// plainTexts are documents with what becomes of them: whether they are read
// without the decoder.
var plainTexts = []struct {
	text string
	want bool
}{
	{"", true},
	{"# comment\n\n  # another", true},
	{"a = 1\nb-c_1 = \"x\"\n\"q d\" = 'y\\z'\n", true},
	{"a = [ 1, 2,\n# c\n 3, ]\nb = []\nc = [[1], [\"x\"]]\r\n", true},
	{"a = { b = 1, c = { d = true } }\ne = {}\n", true},
	{"a = \"say \\\"x\\\" \\\\ \\n\\t\" # end", true},
	{"[[p]]\nname = \"a\"\n[p.x]\ny = 1\n[[p.z]]\nw = 2\n[[p.z]]\n[[p]]\n[p.x]\ny = 3\n", true},
	{"[a.b]\nc = 1\n[a]\nd = 2\n", true},
	{"[ a . \"b.c\" ] # x\nd = false", true},
	{"n = 0\nm = 999999999999999999", true},
	{"a.b = 1", false},
	{"a = 1.5", false},
	{"a = 01", false},
	{"a = -1", false},
	{"a = 1_000", false},
	{"a = 2024-01-02", false},
	{"a = \"\"\"long\"\"\"", false},
	{"a = '''long'''", false},
	{"a = \"\\u00e9\"", false},
	{"a = \"x", false},
	{"a = \"x\x01\"", false},
	{"# x\x01", false},
	{"a = \"\xff\"", false},
	{"a = truely", false},
	{"a = 1 b = 2", false},
	{"a = 1\na = 2", false},
	{"[a]\n[a]", false},
	{"[[a]]\n[a]", false},
	{"[a]\n[[a]]", false},
	{"a = [{}]\n[[a]]", false},
	{"a = {}\n[a]", false},
	{"a = {}\n[a.b]", false},
	{"a = {b = 1,}", false},
	{"a = {\nb = 1}", false},
	{"a = [1", false},
	{"[a", false},
	{"[]", false},
	{"[[a]", false},
	{"= 1", false},
	{"a", false},
	{"\rb = 1", false},
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

func sameAsDecoder(t *testing.T, text string, doc Table) {
	t.Helper()
	want := map[string]any{}
	if _, err := toml.Decode(text, &want); err != nil {
		t.Fatalf("%q: the decoder says %v", text, err)
	}
	if diff := cmp.Diff(want, map[string]any(doc)); diff != "" {
		t.Fatalf("%q (-decoder +plain):\n%s", text, diff)
	}
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
