package workspace

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// outline writes a node down.
func outline(n *document.Node) string {
	var parts []string
	switch n.Kind() {
	case document.Mapping:
		for k, v := range n.Pairs() {
			parts = append(parts, k.Value()+"="+outline(v))
		}
		return "{" + strings.Join(parts, " ") + "}"
	case document.Sequence:
		for _, item := range n.Items() {
			parts = append(parts, outline(item))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	return n.Value()
}

func TestParseTOML(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want, cause string }{
		"empty":          {"# nothing\n", "{}", ""},
		"values":         {"a = 1\nb = true # yes\nc = 2026-11-22 10:00:00\n", "{a=1 b=true c=2026-11-22 10:00:00}", ""},
		"texts":          {`a = "x\t\"y\" \u00e9"` + "\nb = 'C:\\new'\n", "{a=x\t\"y\" é b=C:\\new}", ""},
		"long texts":     {"a = \"\"\"\none \\\n   two\"\"\"\nb = '''x\n'y'\n'''\n", "{a=one two b=x\n'y'\n}", ""},
		"lists":          {"a = [ 1, [\"x\"], # end\n 2,\n]\nb = []\n", "{a=[1 [x] 2] b=[]}", ""},
		"inline table":   {"a = { b = 1, c.d = \"x\" }\n", "{a={b=1 c={d=x}}}", ""},
		"tables":         {"[a.b]\nc = 1\n[a]\nd = 2\n[ x . \"y.z\" ]\nw = 3\n", "{a={b={c=1} d=2} x={y.z={w=3}}}", ""},
		"dotted keys":    {"a.b = 1\na.c = 2\n", "{a={b=1 c=2}}", ""},
		"list of tables": {"[[a]]\nb = 1\n[c]\nd = 2\n", "{c={d=2}}", ""},
		"line ends":      {"a = 1\r\nb = \"x\"\r\n", "{a=1 b=x}", ""},
		"no value":       {"a = 1\nb =\n", "{a=1}", "line 2"},
		"no key":         {"= 1\n", "{}", "line 1"},
		"open text":      {"a = \"x\nb = 1\n", "{}", "line 1"},
		"open list":      {"b = 1\na = [1, 2", "{b=1}", "not closed"},
		"open table":     {"[a\nb = 1\n", "{}", "not closed"},
		"bad escape":     {`a = "\q"`, "{}", "escape"},
		"half an escape": {`a = "\u12"`, "{}", "escape"},
	} {
		root, err := parseTOML([]byte(tt.text))
		if diff := cmp.Diff(tt.want, outline(root)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if tt.cause == "" && err != nil || tt.cause != "" && (err == nil || !strings.Contains(err.Error(), tt.cause)) {
			t.Errorf("%s: error %v, want %q", name, err, tt.cause)
		}
	}
	for _, deep := range []string{"a = " + strings.Repeat("[", 1000), strings.Repeat("a = {", 1000), "[" + strings.Repeat("a.", 1000) + "a]"} {
		if _, err := parseTOML([]byte(deep)); err == nil {
			t.Errorf("no error for %.20s…", deep)
		}
	}
	if _, err := parseTOML([]byte("a = " + strings.Repeat("[", 1000))); !errors.Is(err, document.ErrLimit) {
		t.Errorf("error %v is no limit", err)
	}
}

func FuzzParseTOML(f *testing.F) {
	f.Add([]byte("a.b = [1, { c = \"x\\u0041\" }]\n[t.\"u\"]\nv = '''\n'x'''\n[[w]]\n"))
	f.Add([]byte("notify = [\"a\", 'b']\nsandbox_mode = \"danger-full-access\" # x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		root, _ := parseTOML(text)
		root.Walk(func(n *document.Node) {
			if start, end := n.Span(); start < 0 || end < start || end > len(text) {
				t.Fatalf("%d to %d of %d bytes", start, end, len(text))
			}
		})
	})
}
