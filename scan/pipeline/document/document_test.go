package document_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func Example() {
	text := []byte("run: |\n  echo one\n  echo two\n")
	roots, err := document.Parse(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	run := roots[0].Get("run")
	at := strings.Index(run.Value(), "two")
	start, end := run.Source(at, at+3)
	fmt.Println(start, end, string(text[start:end]))
	// Output: 25 28 two
}

func parse(t *testing.T, text string) *document.Node {
	t.Helper()
	roots, err := document.Parse([]byte(text))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	if len(roots) == 0 {
		t.Fatal("no document")
	}
	return roots[0]
}

// TestSource looks for the word MARK in the value of v and checks that it leads
// back to the same word in the text.
func TestSource(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"plain":                   "v: a MARK b\n",
		"plain over lines":        "v: a\n   b MARK\n   c\nw: 1\n",
		"plain over blank lines":  "v: a\n\n\n   b MARK\n",
		"plain, trailing spaces":  "v: a   \n   MARK b\n",
		"plain behind comment":    "v: # why\n  MARK\n",
		"single quotes":           "v: 'it''s MARK'\n",
		"single, folded":          "v: 'a''\n   b MARK'\n",
		"double quotes":           `v: "a \"x\" \u00e9 \t MARK"` + "\n",
		"double, wide escapes":    `v: "\U0001F600 \x41 \L MARK"` + "\n",
		"double, folded":          "v: \"a\n   b MARK\"\n",
		"double, continued":       "v: \"a\\\n   b MARK\"\n",
		"literal":                 "v: |\n  one\n  MARK\n  two\n",
		"literal, indented more":  "v: |\n    one\n      MARK\n",
		"literal, blank lines":    "v: |\n\n  one\n\n\n  MARK\n",
		"literal, indicator":      "v: |2\n   one\n  MARK\n",
		"literal, strip":          "v: |-\n  MARK\n\nw: 1\n",
		"literal, keep":           "v: |+ # comment\n  MARK\n\nw: 1\n",
		"literal, spaces in line": "v: |\n  one\n     \n  MARK\n",
		"folded":                  "v: >\n  one\n  two MARK\n\n  three\n",
		"folded, indented more":   "v: >-\n  one\n    MARK\n  two\n",
		"folded, blank lines":     "v: >\n  one\n\n\n  MARK\n",
		"carriage returns":        "v: |\r\n  one\r\n  MARK\r\n",
		"folded, CR":              "v: >\r\n  one\r\n  MARK\r\n",
		"behind wide characters":  "é: {ü: ä, v: ü MARK}\n",
		"wide characters inside":  "v: |\n  äöü MARK\n",
		"flow":                    "{a: [1, 2], v: MARK}\n",
		"anchor":                  "v: &x MARK\n",
		"anchor and tag":          "v: &x !!str 'MARK'\n",
		"anchor on a block":       "v: &x |\n  a\n  MARK\n",
		"anchor on its own line":  "v: &x\n  MARK\n",
		"line separator":          "a: \"x\u2028y\"\nv: MARK\n",
		"in a list":               "a:\n- b: 1\n  v: |\n    MARK\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found bool
			parse(t, text).Walk(func(n *document.Node) {
				i := strings.Index(n.Value(), "MARK")
				if i < 0 {
					return
				}
				found = true
				start, end := n.Source(i, i+4)
				if got := text[start:end]; got != "MARK" {
					t.Errorf("value %q leads to %d:%d %q", n.Value(), start, end, got)
				}
			})
			if !found {
				t.Error("no value with the mark")
			}
		})
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		path []string
		want string
	}{
		{"a: b c # x\n", []string{"a"}, "b c"},
		{"a: 'b' # x\n", []string{"a"}, "'b'"},
		{"a: \"b\\\"\" # x\n", []string{"a"}, `"b\""`},
		{"a: |\n  b\n  c\n\n\nd: 1\n", []string{"a"}, "|\n  b\n  c"},
		{"a: >-  \n  b\nd: 1\n", []string{"a"}, ">-  \n  b"},
		{"a: |\nb: 1\n", []string{"a"}, "|"},
		{"a: b\n   c\nd: 1\n", []string{"a"}, "b\n   c"},
		{"a:\n  b: 1\n  c: 2 # x\nd: 1\n", []string{"a"}, "b: 1\n  c: 2"},
		{"a:\n- 1\n- x: 2\nd: 1\n", []string{"a"}, "- 1\n- x: 2"},
		{"a: {b: 1, c: [2, 3], } # x\n", []string{"a"}, "{b: 1, c: [2, 3], }"},
		{"a: []\n", []string{"a"}, "[]"},
		{"a: [\n  1, # one\n]\nb: 2\n", []string{"a"}, "[\n  1, # one\n]"},
		{"a:\nb: 1\n", []string{"a"}, ""},
		{"a: &x {b: 1}\nc: *x\n", []string{"c"}, "{b: 1}"},
	}
	for _, tt := range tests {
		start, end := parse(t, tt.text).At(tt.path...).Span()
		if got := tt.text[start:end]; got != tt.want {
			t.Errorf("%q at %v: %q, want %q", tt.text, tt.path, got, tt.want)
		}
	}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	root := parse(t, `
base: &base {a: 1, b: 2}
more: &more {c: 3}
own:
  <<: [*base, *more]
  b: 4
  b: 5
list: [x, y]
one: z
none:
yes: "TRUE"
alias: *base
`)
	for path, want := range map[string]string{"own.a": "1", "own.b": "5", "own.c": "3", "alias.a": "1", "none": "", "missing.deeper": ""} {
		if got := root.At(strings.Split(path, ".")...).Value(); got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	var pairs []string
	for k, v := range root.Get("own").Pairs() {
		pairs = append(pairs, k.Value()+"="+v.Value())
	}
	if diff := cmp.Diff([]string{"b=4", "b=5", "a=1", "c=3"}, pairs); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
	var items []string
	for n := range root.Get("list").List() {
		items = append(items, n.Value())
	}
	for n := range root.Get("one").List() {
		items = append(items, n.Value())
	}
	for range root.Get("none").List() {
		t.Error("an absent value has an element")
	}
	if diff := cmp.Diff([]string{"x", "y", "z"}, items); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if v, ok := root.Get("yes").Bool(); !v || !ok {
		t.Error("a quoted TRUE is no truth value")
	}
	if !root.Get("none").Null() || root.Get("one").Null() || !root.Get("nothing").Null() {
		t.Error("Null is wrong")
	}
	if !root.Get("alias").Aliased() || root.Get("own").Aliased() {
		t.Error("Aliased is wrong")
	}
	if n := root.Get("own").Len() + root.Get("list").Len(); n != 5 {
		t.Errorf("lengths add up to %d", n)
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	roots, err := document.Parse([]byte("a: 1\n---\n---\nb: 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range roots {
		for k := range r.Pairs() {
			got = append(got, k.Value())
		}
	}
	if diff := cmp.Diff([]string{"a", "b"}, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		line int
		says string
	}{
		"tab":                       {"a: 1\n\tb: 2\n", 2, "a tab where spaces indent"},
		"tab in a mapping":          {"a: 1\nb:\n  \tc: d\n", 3, "a tab where spaces indent"},
		"tab at the start":          {"\ta: b\n", 1, "a tab where spaces indent"},
		"tab in a block":            {"a:\n  b: |\n\n\tx\n", 4, "a tab where spaces indent"},
		"another character":         {"a: 1\nb: @c\n", 2, "cannot start any token"},
		"unknown anchor":            {"a: *b\n", 0, ""},
		"open bracket":              {"a: 1\nb: [1, 2\n", 2, "a bracket that is not closed"},
		"open bracket before more":  {"a: 1\nb: [1, [2, 3]\nc: 4\nd: 5\n", 2, "a bracket that is not closed"},
		"open bracket at the start": {"on: [push\njobs:\n  b: [x]\n", 1, "a bracket that is not closed"},
		"open brace":                {"a: 1\nb: {c: 1\nd: 2\n", 2, "a bracket that is not closed"},
		"no comma in brackets":      {"a: 1\nb: {c: 'x' 'y'}\n", 2, "did not find"},
		"bad UTF-8":                 {"a: \xff\n", 0, ""},
		"later document":            {"a: 1\n---\nb: c: d\n", 3, ""},
		"bracket in a later one":    {"a: 1\n---\nb: [c\nd: 1\n", 3, "a bracket that is not closed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := document.Parse([]byte(tt.text))
			var syntax *document.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("error %v is no SyntaxError", err)
			}
			if tt.line > 0 && syntax.Line != tt.line {
				t.Errorf("line %d, want %d (%v)", syntax.Line, tt.line, err)
			}
			if !strings.Contains(syntax.Cause, tt.says) {
				t.Errorf("%q does not say %q", syntax.Cause, tt.says)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 1000) + strings.Repeat("]", 1000)
	if _, err := document.Parse([]byte(deep)); !errors.Is(err, document.ErrLimit) {
		t.Errorf("deep nesting: %v", err)
	}
	// Aliases of aliases: many values, each written once.
	bomb := func(levels int) string {
		var b strings.Builder
		b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
		for i := 1; i < levels; i++ {
			fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
		}
		return b.String()
	}
	visits := 0
	parse(t, bomb(6)).Walk(func(*document.Node) { visits++ })
	if visits != 9 {
		t.Errorf("%d scalars were visited, want each once", visits)
	}
	for name, text := range map[string]string{
		"a bomb": bomb(40), "a list in itself": "a: &a [*a]\n", "a mapping merged into itself": "a: &a\n  <<: *a\n  b: 1\n",
	} {
		if roots, err := document.Parse([]byte(text)); !errors.Is(err, document.ErrLimit) || len(roots) != 0 {
			t.Errorf("%s: %d documents, %v", name, len(roots), err)
		}
	}
	if _, err := document.Parse([]byte("a: 1\n---\n" + bomb(40))); !errors.Is(err, document.ErrLimit) {
		t.Errorf("a bomb in the second document: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"a: b\n", "a: |\n  x\n", "a: >-\n x\n\n y\n", "a: \"\\u00e9\\\n b\"\n", "- 'it''s'\n- &x {a: *x}\n", "a: |2\n   x\n  y\n",
		"é: {ü: \"x\u2028\"}\r\n", "<<: &a {b: *a}\n", "a: &b !!str\n  c\n---\n- [1, {2: 3}, ]\n", "? x\n: y\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		roots, err := document.Parse(text)
		var syntax *document.SyntaxError
		if err != nil && !errors.As(err, &syntax) && !errors.Is(err, document.ErrLimit) {
			t.Fatalf("untyped error %v", err)
		}
		for _, r := range roots {
			r.Walk(func(n *document.Node) {
				start, end := n.Span()
				if start < 0 || start > end || end > len(text) {
					t.Fatalf("span %d:%d of %d bytes", start, end, len(text))
				}
				value := n.Value()
				for i := 0; i < len(value) && i < 200; i++ {
					from, to := n.Source(i, i+1)
					if from < 0 || from > to || to > len(text) {
						t.Fatalf("source %d:%d of %d bytes", from, to, len(text))
					}
				}
			})
			for range r.Pairs() {
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := []byte("jobs:\n" + strings.Repeat("  job:\n    steps:\n      - uses: a/b@v1 # note\n        with: {x: 'y', z: \"w\"}\n      - run: |\n          echo one\n          echo two\n", 50))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := document.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

// TestManyKeys looks keys of a large mapping up, and what is merged into it.
func TestManyKeys(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, "k%d: %d\n", i, i)
	}
	for name, text := range map[string]string{
		"by ourselves":   b.String() + "k7: again\n",
		"by the library": b.String() + "k7: again\n<<: &m {merged: x, k8: y}\n",
	} {
		root := parse(t, text)
		for i := range 5000 {
			want := fmt.Sprint(i)
			if i == 7 {
				want = "again"
			}
			if got := root.Get(fmt.Sprintf("k%d", i)).Value(); got != want {
				t.Fatalf("%s: k%d is %q", name, i, got)
			}
		}
		if root.Get("k5000") != nil || strings.Contains(text, "merged") && root.Get("merged").Value() != "x" {
			t.Errorf("%s: other keys are wrong", name)
		}
	}
}
