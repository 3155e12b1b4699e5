package glob_test

import (
	"path"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/glob"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern string
		yes, no []string
	}{
		{"a", []string{"a"}, []string{"", "b", "a/b", "aa"}},
		{"a/b", []string{"a/b"}, []string{"a", "b", "a/b/c"}},
		{"*", []string{"", "a", ".x"}, []string{"a/b"}},
		{"*.go", []string{".go", "a.go", "a.b.go"}, []string{"a.gox", "x/a.go"}},
		{"a*b*c", []string{"abc", "aXbYc", "abbbcc", "abcbc"}, []string{"ab", "acb", "abcd"}},
		{"?", []string{"a", "é", "\xff"}, []string{"", "ab"}},
		{"[a-c]x", []string{"ax", "cx"}, []string{"dx", "x"}},
		{"[!a-c]x", []string{"dx", "éx"}, []string{"ax", "x"}},
		{"[^é]", []string{"e"}, []string{"é"}},
		{"[]]", []string{"]"}, []string{"["}},
		{`[\]a]`, []string{"]", "a"}, []string{`\`}},
		{"[a-]", []string{"a", "-"}, []string{"b"}},
		{`\*`, []string{"*"}, []string{"a"}},
		{"**", []string{"a", "a/b", "a/b/c"}, nil},
		{"**/a", []string{"a", "x/a", "x/y/a", "a/a"}, []string{"b", "a/b", "xa"}},
		{"a/**", []string{"a/b", "a/b/c"}, []string{"b/a", "a"}},
		{"a/**/b", []string{"a/b", "a/x/b", "a/x/y/b", "a/b/b"}, []string{"a/b/c", "ab", "a"}},
		{"**/a/**/b", []string{"a/b", "x/a/y/b", "a/a/b/b"}, []string{"b/a", "a/c"}},
		{"**/**/a", []string{"a", "x/a"}, []string{"b"}},
	}
	for _, tt := range tests {
		p, err := glob.Compile(tt.pattern)
		if err != nil {
			t.Errorf("Compile(%q): %v", tt.pattern, err)
			continue
		}
		for _, s := range tt.yes {
			if !p.Match(s) {
				t.Errorf("%q does not match %q", tt.pattern, s)
			}
		}
		for _, s := range tt.no {
			if p.Match(s) {
				t.Errorf("%q matches %q", tt.pattern, s)
			}
		}
	}
}

func TestCompileErrors(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"[", "[a", "a/[!", `\`, `a/[\`, "[a-"} {
		if _, err := glob.Compile(pattern); err == nil {
			t.Errorf("Compile(%q): no error", pattern)
		}
	}
}

// TestNoExplosion ends soon only because matching is not exponential.
func TestNoExplosion(t *testing.T) {
	t.Parallel()
	p, err := glob.Compile(strings.Repeat("a*", 60) + "b/" + strings.Repeat("**/a*a/", 60) + "b")
	if err != nil {
		t.Fatal(err)
	}
	if p.Match(strings.Repeat("a", 2000) + "/" + strings.Repeat("aaaa/", 2000)) {
		t.Error("matched")
	}
}

// FuzzMatch compares with path.Match where both define the result: patterns
// without **, ! and without a class that path.Match reads otherwise.
func FuzzMatch(f *testing.F) {
	f.Add("a*b?[c-d]", "axbyc")
	f.Add("**/x", "a/b/x")
	f.Add(`[\]]`, "]")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		p, err := glob.Compile(pattern)
		if err != nil {
			return
		}
		got := p.Match(name)
		if strings.Contains(pattern, "**") || strings.ContainsAny(pattern, "[") {
			return
		}
		if want, err := path.Match(pattern, name); err == nil && got != want {
			t.Errorf("Match(%q, %q) = %v, path.Match says %v", pattern, name, got, want)
		}
	})
}
