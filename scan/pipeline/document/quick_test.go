package document_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// readable are texts that the library is not needed for.
var readable = []string{
	"", "# nothing\n", "a: b\n", "a:\n", "a:  # note\nb: c # note\n", "---\na: b\n", "--- # note\n- a\n", "- a\n- b\n",
	"a:\n- b\n- c: d\n  e: f\n-\n- - g\n  - h\n", "a:\n  - b\n\n  # note\n  -   c:\n        d\n      e:\n", "'a b': \"c\"\n\"d\" : 'it''s'\n",
	"a: |\n  x\n   y\n\n  z\n\n\nb: 1\n", "a: |-\n  x\n\nb: |+\n  y\n\n\nc: 1\n", "a: >\n  x\n  y\n\n  z\n   more\n  end\nb: >-\n   p\n   q\n",
	"a: >+\n\n  x\n\n\n", "a: |\nb: |\n\n\nc: >\n # note\n", "a: |  # note\n  x\n# note\n", "a: [b, 'c', \"d\", e f, [g], {h: i}, ]\nj: []\nk: {}\n",
	"a: [\n  b, # note\n  c\n  ]\n", "a: http://x:80/y#z\nb: c:d\ne: -f\n", "a: \"x\\n\\t\\\"\\\\y\"\n", "ä: 'ö' # ü\n", "on:\n  push:\n    branches: [main]\n",
	"steps:\n- run: |\n    if x; then\n    \ty\n    fi\n  env: {A: b}\n", "- |\n x\n- >\n y\n", "[a, b]\n", "{a: b}\n",
	"a: b\n\n\n", "a: b\n  c\n", "a:\n  - b\n    c\n\n\n    - d\ne: f\n", "a: |\n  b", "a: >-\n  b\n  c", "a: |+\n  b", "a: \"🛠️\" # é\n", "a: b\n  'c' \"d # e\n",
	"a: |\n  x\n \n  y\n    \n", "a:\n  - |\n    x\n  - y\n", "a: >\n    x\n\n     y\n     z\n\n    w\n", "a: |\n  x\n  \u00a0\n",
}

// TestQuick holds what is read without the library against it.
func TestQuick(t *testing.T) {
	t.Parallel()
	for _, text := range readable {
		want, err := document.Slow([]byte(text))
		got, ok := document.Quick([]byte(text))
		if !ok || err != nil {
			t.Errorf("%q is left to the library (%v)", text, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-library +quick):\n%s", text, diff)
		}
	}
}

// TestQuickGivesUp leaves to the library what it does not know.
func TestQuickGivesUp(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a: &x b\n", "a: *x\n", "a: !t b\n", "%YAML 1.1\n---\na: b\n", "? a\n: b\n", "a: b\n---\nc: d\n", "a: b\n...\n", "... : b\n", "a: 'b\n  c'\n",
		"a:\tb\n", "a: b\r\n", "a: |2\n   x\n", "a: b: c\n", "a: - b\n", "a: [b\n", "a\n", "a: 'b' c\n", "a: {b}\n", "a: \"\\x41\"\n", "a: b\n c: d\n",
		"a:\n  b: c\n d: e\n", "a: [b: c]\n", "\ufeffa: b\n", "a: \x00\n", "a: \xff\n", "a: |\n\tx\n", "a: b\n- c\n", "- a\nb: c\n", "a: b\n  c: d\n", "a: b # c\n  d\n", "a: b\n  # c\n  d\n", "'a': 'b'#c\n",
		strings.Repeat("[", 300) + strings.Repeat("]", 300) + "\n", strings.Repeat("- ", 300) + "\n", strings.Repeat("a", 2000) + ": b\n",
		"{" + strings.Repeat("a", 2000) + ": b}\n", "a: {'" + strings.Repeat("b", 2000) + "': c}\n",
	} {
		if got, ok := document.Quick([]byte(text)); ok {
			t.Errorf("%.60q was read as\n%s", text, got)
		}
	}
}

// TestQuickSlash reads the escape that YAML 1.2 has from JSON and the library does
// not know.
func TestQuickSlash(t *testing.T) {
	t.Parallel()
	const text = "a: \"b\\/c\"\n"
	if _, err := document.Slow([]byte(text)); err == nil {
		t.Error("the library reads it: no exception is needed")
	}
	roots, err := document.Parse([]byte(text))
	if err != nil || len(roots) != 1 {
		t.Fatalf("%d documents, %v", len(roots), err)
	}
	n := roots[0].Get("a")
	if start, end := n.Source(1, 2); n.Value() != "b/c" || text[start:end] != `\/` {
		t.Errorf("%q, written as %q", n.Value(), text[start:end])
	}
}

// TestQuickMutations holds texts with a few bytes changed against the library:
// most are no valid YAML any more, or mean something else.
func TestQuickMutations(t *testing.T) {
	t.Parallel()
	bits := []string{"", " ", "  ", "\n", "\n\n", "- ", ": ", ":", "#", " #", "'", "\"", "[", "]", "{", "}", ",", "|", ">", "&a ", "*a", "!t ", "---\n", "\t", "?", "a", "é", "\\"}
	random := rand.New(rand.NewPCG(1, 2))
	same := 0
	for _, text := range readable {
		for range 300 {
			mutant := text
			for range 1 + random.IntN(3) {
				from := random.IntN(len(mutant) + 1)
				to := min(len(mutant), from+random.IntN(3))
				mutant = mutant[:from] + bits[random.IntN(len(bits))] + mutant[to:]
			}
			got, ok := document.Quick([]byte(mutant))
			if !ok {
				continue
			}
			if want, err := document.Slow([]byte(mutant)); err != nil || got != want {
				t.Errorf("%q: %v (-library +quick):\n%s", mutant, err, cmp.Diff(want, got))
			}
			same++
		}
	}
	if same < 1000 {
		t.Errorf("only %d texts were read", same)
	}
}

func FuzzQuick(f *testing.F) {
	for _, seed := range []string{
		"a: b # c\nd:\n- e: 'f'\n  g: \"h\\n\"\n- [i, {j: k}]\n", "a: |-\n  b\n\n  c\nd: >+\n  e\n  f\n\n", "---\n# x\n- - a\n  - b:\n    c: d\n",
		"a:\n  - |\n    x\n     y\n  - >\n    z\n\n\n    w\n", "é: {ü: [x, 'y']}\n", "a: [\n b,\n # c\n d ]\n", "\"a\": -1\n'b': ?c\nc : :d\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, ok := document.Quick(text)
		if !ok || bytes.Contains(text, []byte(`\/`)) { // see TestQuickSlash
			return
		}
		want, err := document.Slow(text)
		if err != nil {
			t.Fatalf("the library refuses it: %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-library +quick:\n%s", diff)
		}
	})
}
