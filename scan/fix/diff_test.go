package fix_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

func diffOf(t *testing.T, p *fix.Patch) string {
	t.Helper()
	var out strings.Builder
	if err := p.Diff(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// gitApply applies a diff in a folder, with nothing of the user's settings.
func gitApply(t *testing.T, dir, diff string) {
	t.Helper()
	cmd := exec.Command("git", "apply", "--whitespace=nowarn", "-")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CEILING_DIRECTORIES=" + filepath.Dir(dir), "LC_ALL=C"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v: %s\n%s", err, out, diff)
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %02d\n", i+1)
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	t.Parallel()
	long := numbered(30)
	tests := []struct {
		name, text string
		edits      []scan.Edit
		want       string // after the two lines of the header
	}{
		{"one line", "a\nb\nc\n", []scan.Edit{edit("f", "a\nb\nc\n", "b", "x")}, "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"},
		{"three lines around", long, []scan.Edit{edit("f", long, "line 10", "x")},
			"@@ -7,7 +7,7 @@\n line 07\n line 08\n line 09\n-line 10\n+x\n line 11\n line 12\n line 13\n"},
		{"two hunks, the second moved", long, []scan.Edit{edit("f", long, "line 01[]", "\nx"), edit("f", long, "line 29\n", "")},
			"@@ -1,4 +1,5 @@\n line 01\n+x\n line 02\n line 03\n line 04\n@@ -26,5 +27,4 @@\n line 26\n line 27\n line 28\n-line 29\n line 30\n"},
		{"near enough for one hunk", long, []scan.Edit{edit("f", long, "line 01", "x"), edit("f", long, "line 08", "y")},
			"@@ -1,11 +1,11 @@\n-line 01\n+x\n line 02\n line 03\n line 04\n line 05\n line 06\n line 07\n-line 08\n+y\n line 09\n line 10\n line 11\n"},
		{"too far for one hunk", long, []scan.Edit{edit("f", long, "line 01", "x"), edit("f", long, "line 09", "y")},
			"@@ -1,4 +1,4 @@\n-line 01\n+x\n line 02\n line 03\n line 04\n@@ -6,7 +6,7 @@\n line 06\n line 07\n line 08\n-line 09\n+y\n line 10\n line 11\n line 12\n"},
		{"neighbours in one block", "a\nb\nc\n", []scan.Edit{edit("f", "a\nb\nc\n", "a", "x"), edit("f", "a\nb\nc\n", "b", "y")}, "@@ -1,3 +1,3 @@\n-a\n-b\n+x\n+y\n c\n"},
		{"no line end", "a\nb", []scan.Edit{edit("f", "a\nb", "b", "x")}, "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+x\n\\ No newline at end of file\n"},
		{"a line more", "a", []scan.Edit{edit("f", "a", "a[]", "\nx\n")}, "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+x\n"},
		{"last line and behind it", "a\nb", []scan.Edit{edit("f", "a\nb", "[a\n]b", ""), edit("f", "a\nb", "b[]", "x")}, "@@ -1,2 +1 @@\n-a\n-b\n\\ No newline at end of file\n+bx\n\\ No newline at end of file\n"},
		{"all", "a\n", []scan.Edit{edit("f", "a\n", "a\n", "")}, "@@ -1 +0,0 @@\n-a\n"},
		{"without the line end", "a\nb\n", []scan.Edit{edit("f", "a\nb\n", "b\n", "b")}, "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n"},
		{"two lines become one", "a\nb\nc\n", []scan.Edit{edit("f", "a\nb\nc\n", "a[\n]b", "")}, "@@ -1,3 +1,2 @@\n-a\n-b\n+ab\n c\n"},
		{"CRLF", "a\r\nb\r\n", []scan.Edit{edit("f", "a\r\nb\r\n", "a[]", "\nx")}, "@@ -1,2 +1,3 @@\n a\r\n+x\r\n b\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir, root := tree(t, map[string]string{"f": tt.text})
			p := patch(t, root.FS(), finding("x", low, tt.edits...))
			if diff := cmp.Diff("--- a/f\n+++ b/f\n"+tt.want, diffOf(t, p)); diff != "" {
				t.Errorf("diff (-want +got):\n%s", diff)
			}
			want, _ := p.Content("f")
			gitApply(t, dir, diffOf(t, p))
			if got, err := os.ReadFile(filepath.Join(dir, "f")); (err != nil || !bytes.Equal(got, want)) && len(want) > 0 {
				t.Errorf("git makes %q of it, want %q: %v", got, want, err)
			}
		})
	}
}

// TestNames wants git to find files whatever their names.
func TestNames(t *testing.T) {
	t.Parallel()
	names := []string{"plain", "with space", "quote\"s", "back\\slash", "tab\tand\nline", "ümlaut", "bytes\xff", "dir/sub/f", "-dash", "a b/c"}
	content := map[string]string{}
	var findings []scan.Finding
	for _, name := range names {
		content[name] = "a\n"
		findings = append(findings, finding("x", low, edit(name, "a\n", "a", "b")))
	}
	dir, root := tree(t, content)
	// os.Root.FS refuses names that are no UTF-8, as fs.ValidPath says.
	p := patch(t, root.FS(), findings...)
	gitApply(t, dir, diffOf(t, p))
	if len(p.Paths()) != len(names)-1 || reasons(p) != "x path" {
		t.Errorf("paths %q, left %s", p.Paths(), reasons(p))
	}
	for _, name := range p.Paths() {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != "b\n" {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
}

// TestRandom holds git's result and what Apply writes against each other, for
// edits by chance in several rounds.
func TestRandom(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	content := map[string]string{}
	for n := range 150 {
		var b strings.Builder
		for range rng.IntN(30) {
			b.WriteString([]string{"a", "bb", "\n", "\n", "ccc\n", "d\r\n"}[rng.IntN(6)])
		}
		content[fmt.Sprintf("f%03d", n)] = b.String()
	}
	dir, root := tree(t, content)
	p := patch(t, root.FS())
	for range 3 {
		var findings []scan.Finding
		for name, text := range content {
			if data, ok := p.Content(name); ok {
				text = string(data)
			}
			f := scan.NewFile(&scan.Entry{Path: name}, []byte(text))
			for range rng.IntN(5) {
				start := rng.IntN(len(text) + 1)
				e := scan.Edit{Path: name, Region: f.Region(start, start+rng.IntN(9)*rng.IntN(2)), Text: []string{"", "x", "y\n", "\nz", "u\n\nv\n"}[rng.IntN(5)]}
				findings = append(findings, finding("x", low, e))
			}
		}
		if _, err := p.Add(t.Context(), findings); err != nil {
			t.Fatal(err)
		}
	}
	diff := diffOf(t, p)
	if len(p.Applied()) < 300 {
		t.Fatalf("only %d fixes", len(p.Applied()))
	}
	other := t.TempDir()
	if err := os.CopyFS(other, root.FS()); err != nil {
		t.Fatal(err)
	}
	gitApply(t, other, diff)
	if written, err := p.Apply(t.Context(), root); err != nil || len(written) != len(p.Paths()) {
		t.Fatalf("%d written: %v", len(written), err)
	}
	for _, name := range p.Paths() {
		want, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(other, name)); !bytes.Equal(got, want) || err != nil && len(want) > 0 {
			t.Errorf("%s: git makes %q, Apply %q: %v", name, got, want, err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestDiffError(t *testing.T) {
	t.Parallel()
	p := patch(t, files(map[string]string{"a": "a"}), finding("x", low, edit("a", "a", "a", "b")))
	if err := p.Diff(full{}); err == nil || !strings.Contains(err.Error(), "the diff of a: no room") {
		t.Errorf("error %v", err)
	}
}
