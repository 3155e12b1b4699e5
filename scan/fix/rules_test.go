package fix_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// TestRules does all fixes of all pipeline rules on their own fixtures, with
// line feeds and with CRLF: in the end nothing is left to fix, every file can
// still be read, git makes the same of the diff, and a second patch is empty.
func TestRules(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("../pipeline/*/testdata/*.txtar")
	if err != nil || len(archives) < 30 {
		t.Fatalf("%d archives: %v", len(archives), err)
	}
	var fixed sync.Map
	t.Run("archives", func(t *testing.T) {
		for i, name := range archives {
			if i%eachArchive > 0 {
				continue
			}
			t.Run(filepath.Base(filepath.Dir(filepath.Dir(name)))+"/"+filepath.Base(name), func(t *testing.T) {
				t.Parallel()
				for _, rule := range archiveFixes(t, name) {
					fixed.Store(rule, true)
				}
			})
		}
	})
	count := 0
	fixed.Range(func(any, any) bool { count++; return true })
	if count < fixedRules {
		t.Errorf("fixes of %d rules only", count)
	}
}

// archiveFixes does all fixes of an archive's files in several ways and returns
// the rules whose findings had some.
func archiveFixes(t *testing.T, name string) (rules []string) {
	t.Helper()
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	content, crlf := map[string]string{}, map[string]string{}
	for _, f := range ar.Files {
		if f.Name != "want" {
			content[f.Name] = string(f.Data)
			crlf[f.Name] = strings.ReplaceAll(string(f.Data), "\n", "\r\n")
		}
	}
	applied := allFixes(t, "all", content, true)
	if len(applied) == 0 {
		return nil
	}
	for _, a := range applied {
		rules = append(rules, a.Finding.Common().RuleID())
	}
	for _, a := range allFixes(t, "safe", content, false) {
		if !a.Fix.Safe {
			t.Errorf("the fix of %s is not safe", a.Finding.Common().RuleID())
		}
	}
	allFixes(t, "with CRLF", crlf, true)
	return rules
}

// allFixes does all fixes of some files and returns them.
func allFixes(t *testing.T, name string, content map[string]string, unsafe bool) []fix.Applied {
	t.Helper()
	dir, root := tree(t, content)
	type key struct{ rule, path string }
	of := func(f scan.Finding) key { return key{f.Common().RuleID(), f.Common().Location.Path} }
	had := map[key]int{}
	first := checked(t, scan.Dir(dir, scan.TreeConfig{}))
	before := len(first.Incomplete())
	places := func(f scan.Finding) int { return max(1, f.Common().Occurrences) }
	for _, f := range first.Findings {
		had[of(f)] += places(f)
	}
	p, rounds := roundsOf(t, dir, root, unsafe)
	if rounds > mostRounds {
		t.Errorf("%s: still something to do after %d rounds: %s", name, rounds, diffOf(t, p))
	}
	for _, l := range p.Left() {
		if l.Reason != fix.ReasonSuppressed && (unsafe || l.Reason != fix.ReasonUnsafe) {
			t.Errorf("%s: %s left out: %s: %s", name, l.Finding.Common().RuleID(), l.Reason, l.Detail)
		}
	}
	if len(p.Paths()) == 0 {
		return nil
	}
	// Files are written, and git is asked, once an archive: both take their time.
	written := strings.HasSuffix(name, "CRLF")
	after := p.Target(scan.Dir(dir, scan.TreeConfig{}))
	if written {
		apply(t, name, p, dir, root)
		after = scan.Dir(dir, scan.TreeConfig{})
	}
	if n := broken(t, after); n > before {
		t.Errorf("%s: %d files were broken, now %d:\n%s", name, before, n, diffOf(t, p))
	}
	mended := map[key]bool{}
	for _, a := range p.Applied() {
		had[of(a.Finding)]--
		mended[of(a.Finding)] = true
	}
	for _, f := range checked(t, after).Findings {
		if had[of(f)] -= places(f); had[of(f)] < 0 && mended[of(f)] {
			t.Errorf("%s: %s is still there: %s", name, f.Common().RuleID(), f.Common().Location.Path)
		}
	}
	if written {
		if again, _ := roundsOf(t, dir, root, unsafe); len(again.Paths()) > 0 {
			t.Errorf("%s: a second patch:\n%s", name, diffOf(t, again))
		}
	}
	return p.Applied()
}

// apply writes what the patch makes and holds it against what git makes of its
// diff.
func apply(t *testing.T, name string, p *fix.Patch, dir string, root *os.Root) {
	t.Helper()
	other := t.TempDir()
	if err := os.CopyFS(other, root.FS()); err != nil {
		t.Fatal(err)
	}
	gitApply(t, other, diffOf(t, p))
	if _, err := p.Apply(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	for _, path := range p.Paths() {
		want, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(other, path)); err != nil || string(got) != string(want) {
			t.Errorf("%s: git makes another %s: %v", name, path, err)
		}
		if crlf := strings.Count(string(want), "\r\n"); crlf > 0 && crlf != strings.Count(string(want), "\n") {
			t.Errorf("%s: %s has two kinds of line ends:\n%q", name, path, want)
		}
	}
}

// anything is a resolver that knows every name.
type anything struct{}

func (anything) Commit(string, string) (commit, version string, ok bool) {
	return strings.Repeat("0123456789", 4), "", true
}

func (anything) Digest(string) (digest string, ok bool) {
	return "sha256:" + strings.Repeat("01234567", 8), true
}

// mostRounds is more than any archive needs.
const mostRounds = 30

func checked(t *testing.T, target scan.Target) *scan.Result {
	t.Helper()
	runner, err := checker()
	if err != nil {
		t.Fatal(err)
	}
	result, _ := runner.Run(context.Background(), target)
	return result
}

// checker is made once; the files are small, and so are its buffers.
var checker = sync.OnceValues(func() (*scan.Runner, error) {
	analyzer, err := pipeline.New(pipeline.Config{Resolver: anything{}})
	if err != nil {
		return nil, err
	}
	return scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}, Workers: 1, ByteBudget: 1 << 20})
})

func broken(t *testing.T, target scan.Target) int {
	t.Helper()
	return len(checked(t, target).Incomplete())
}

// roundsOf adds fixes until there are no more and returns how often it did.
func roundsOf(t *testing.T, dir string, root *os.Root, unsafe bool) (*fix.Patch, int) {
	t.Helper()
	p, err := fix.New(fix.Config{Files: root.FS(), Unsafe: unsafe})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; n <= mostRounds; n++ {
		added, err := p.Add(t.Context(), checked(t, p.Target(scan.Dir(dir, scan.TreeConfig{}))).Findings)
		if err != nil {
			t.Fatal(err)
		}
		if added == 0 {
			break
		}
	}
	return p, n
}
