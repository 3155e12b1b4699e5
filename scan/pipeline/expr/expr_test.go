package expr_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func Example() {
	text := "echo ${{ github.event.issue.title || 'none' }}"
	for _, f := range expr.Fences(text) {
		n, err := expr.Parse(text[f.Inner:f.InnerEnd])
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, flow := range n.Flows() {
			fmt.Println(flow.Path(), "at", f.Inner+flow.Start)
		}
	}
	// Output: github.event.issue.title at 9
}

func TestFences(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"a ${{ x }} b ${{y}}":   {" x ", "y"},
		"${{ '}}' }}":           {" '}}' "},
		"${{ it's }} rest":      {" it's "},
		"${{ open":              nil,
		"$ {{ x }} {{ y }} ${{": nil,
		"${{ a\n  && b\n}}":     {" a\n  && b\n"},
	}
	for text, want := range tests {
		var got []string
		for _, f := range expr.Fences(text) {
			got = append(got, text[f.Inner:f.InnerEnd])
			if whole := text[f.Start:f.End]; !strings.HasPrefix(whole, "${{") || !strings.HasSuffix(whole, "}}") {
				t.Errorf("%q: fence %q", text, whole)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// dump writes a tree with all parentheses.
func dump(n *expr.Node) string {
	var args []string
	for _, a := range n.Args {
		args = append(args, dump(a))
	}
	switch n.Kind {
	case expr.Null:
		return "null"
	case expr.Bool:
		return fmt.Sprint(n.Flag)
	case expr.Number:
		return fmt.Sprint(n.Num)
	case expr.String:
		return fmt.Sprintf("%q", n.Text)
	case expr.Context:
		return n.Text
	case expr.Member:
		return args[0] + "." + n.Text
	case expr.Index:
		return args[0] + "[" + args[1] + "]"
	case expr.Star:
		return args[0] + ".*"
	case expr.Call:
		return n.Text + "(" + strings.Join(args, ", ") + ")"
	case expr.Not:
		return "!" + args[0]
	case expr.Binary:
		return "(" + args[0] + n.Text + args[1] + ")"
	default:
		return "{" + args[0] + "}"
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"a || b && c == d < !e":     "(a||(b&&(c==(d<!e))))",
		"a && b && c":               "((a&&b)&&c)",
		"(a || b) && c":             "({(a||b)}&&c)",
		"a.b['c-d'].*.e[0][*]":      `a.b["c-d"].*.e[0].*`,
		"format('{0}''s', a.b, 1)":  `format("{0}'s", a.b, 1)`,
		"always()":                  "always()",
		"-1.5 != 0xff":              "(-1.5!=255)",
		"1e3 >= 2":                  "(1000>=2)",
		"TRUE != Null":              "(true!=null)",
		`a == "b"`:                  `(a=="b")`,
		"fromJSON(x).y":             "fromJSON(x).y",
		"steps.a-b.outputs.c_d":     "steps.a-b.outputs.c_d",
		"\n  a\n  && b\n":           "(a&&b)",
		"a[b.c]":                    "a[b.c]",
		"!contains(fromJSON(x), y)": "!contains(fromJSON(x), y)",
	}
	for text, want := range tests {
		n, err := expr.Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := dump(n); got != want {
			t.Errorf("%q = %s, want %s", text, got, want)
		}
		for part := range n.All() {
			if part.Start < 0 || part.Start >= part.End || part.End > len(text) {
				t.Errorf("%q: part %s at %d:%d", text, dump(part), part.Start, part.End)
			}
		}
	}
}

func TestParseBroken(t *testing.T) {
	t.Parallel()
	tests := map[string]int{
		"":          0,
		"a &&":      4,
		"a b":       2,
		"a.":        2,
		"a[1":       3,
		"f(a":       3,
		"f(a,)":     4,
		"'open":     0,
		"a ? b : c": 2,
		"1x":        0,
		"()":        1,
		strings.Repeat("(", 5000) + "a" + strings.Repeat(")", 5000): -1,
		"a" + strings.Repeat(" && a", 5000):                         -1,
		"a" + strings.Repeat(".a", 5000):                            -1,
		strings.Repeat("!", 5000) + "a":                             -1,
	}
	for text, offset := range tests {
		_, err := expr.Parse(text)
		var syntax *expr.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%.20q: error %v", text, err)
			continue
		}
		if offset >= 0 && syntax.Offset != offset {
			t.Errorf("%q: offset %d, want %d (%v)", text, syntax.Offset, offset, err)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"GitHub.Event['Issue'].title":        "github.event.issue.title",
		"github.event.commits[0].message":    "github.event.commits.*.message",
		"github.event.commits.*.message":     "github.event.commits.*.message",
		"github.event.pages[*].page_name":    "github.event.pages.*.page_name",
		"secrets[format('A_{0}', matrix.x)]": "secrets.*",
		"(github.event).ref":                 "github.event.ref",
		"fromJSON(x).y":                      "",
		"'x'":                                "",
	}
	for text, want := range tests {
		n, err := expr.Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if got := n.Path(); got != want {
			t.Errorf("%q: path %q, want %q", text, got, want)
		}
	}
}

func paths(nodes []*expr.Node) []string {
	var list []string
	for _, n := range nodes {
		p := n.Path()
		if p == "" {
			p = n.Text + "()"
		}
		list = append(list, p)
	}
	return list
}

func TestFlows(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"github.head_ref":                      {"github.head_ref"},
		"github.head_ref == 'x' && 'a' || 'b'": nil,
		"a.b && c.d":                           {"c.d"},
		"a.b || c.d":                           {"a.b", "c.d"},
		"a.b != c.d":                           nil,
		"!a.b":                                 nil,
		"contains(a.b, c.d)":                   nil,
		"startsWith(a.b, 'x') || endsWith(c.d, 'y')": nil,
		"hashFiles('**/go.sum', a.b)":                nil,
		"format('{0}', a.b)":                         {"a.b"},
		"join(a.b.*.c, ' ')":                         {"a.b.*.c"},
		"toJSON(github.event)":                       {"github.event"},
		"fromJSON(a.b).c.d":                          {"a.b"},
		"format('{0}', 'constant')":                  nil,
		"false && a.b":                               nil,
		"'x' || a.b":                                 nil,
		"'' || a.b":                                  {"a.b"},
		"(a.b)":                                      {"a.b"},
		"case(a.b == 1, c.d, e.f, 'x', g.h)":         {"c.d", "g.h"},
		"unknown(a.b)":                               {"unknown()", "a.b"},
		"github.event_name == 'push' && a.b || toJSON(c)": {"a.b", "c"},
	}
	for text, want := range tests {
		n, err := expr.Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, paths(n.Flows())); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	n, err := expr.Parse("a.b == c[d.e] && contains(f.*.g, 'x')")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a.b", "c.*", "d.e", "f.*.g"}, paths(n.References())); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"true && 42 || !null":                   "42",
		"1 == '1'":                              "true",
		"'A' == 'a'":                            "true",
		"null == 0":                             "true",
		"'x' == 0":                              "false",
		"'a' < 'B'":                             "true",
		"3 >= 2.5":                              "true",
		"true > false":                          "true",
		"'x' > 1":                               "false",
		"contains('Hello', 'ELL')":              "true",
		`contains(fromJSON('["a", "b"]'), 'B')`: "true",
		"startsWith('abc', 'AB') && endsWith('abc', 'c')":  "true",
		"format('{{{0}}} {1}', 'x', 2)":                    "{x} 2",
		`join(fromJSON('["a", 1]'), '-')`:                  "a-1",
		"join('a')":                                        "a",
		"toJSON('a')":                                      `"a"`,
		`fromJSON('{"a": 1}')`:                             "Object",
		"fromJSON('true') && 'yes'":                        "yes",
		"contains(format('{0} {1}', 'foo', 'bar'), 'o b')": "true",
		"false && github.ref":                              "false",
		"!(true)":                                          "false",
		"github.ref":                                       "?",
		"github.ref && true":                               "?",
		"github.ref == 'x'":                                "?",
		"format('{9}', 'x')":                               "?",
		"format('{', 'x')":                                 "?",
		"fromJSON('{')":                                    "?",
		"hashFiles('x')":                                   "?",
		"contains(fromJSON('[1]'), github.run_id)":         "?",
		"true || github.ref":                               "true",
	}
	for text, want := range tests {
		n, err := expr.Parse(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		v, ok := expr.Fold(n)
		got := v.String()
		if !ok {
			got = "?"
		}
		if got != want {
			t.Errorf("%q = %s, want %s", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a.b['c'].*", "format('{0} {1}', a, 1.5e3)", "!(a && b) || c[d] != 'x''y'", "case(a, b, c)", "0x1f", "fromJSON('[1, {\"a\": null}]')", "${{ x }} ${{ '}}' }}", "join(fromJSON('[[]]'))"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, fence := range expr.Fences(text) {
			if fence.Start < 0 || fence.Inner > fence.InnerEnd || fence.End > len(text) {
				t.Fatalf("fence %v of %d bytes", fence, len(text))
			}
		}
		n, err := expr.Parse(text)
		if err != nil {
			var syntax *expr.SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(text) {
				t.Fatalf("error %v", err)
			}
			return
		}
		for part := range n.All() {
			if part.Start < 0 || part.Start > part.End || part.End > len(text) {
				t.Fatalf("part at %d:%d of %d bytes", part.Start, part.End, len(text))
			}
		}
		if v, ok := expr.Fold(n); ok && len(n.Flows()) > 0 {
			t.Fatalf("constant %s with flows", v)
		}
		n.References()
		_ = n.Path()
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := expr.Parse("github.event_name == 'push' && contains(fromJSON('[\"a\"]'), github.ref) || steps.x.outputs.y"); err != nil {
			b.Fatal(err)
		}
	}
}
