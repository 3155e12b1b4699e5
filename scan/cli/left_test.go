package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// stock is an inventory: a line "pkg NAME VERSION" is a package. It finds nothing.
type stock struct{}

func (stock) Name() string                             { return "stock" }
func (stock) Rules() []*scan.Rule                      { return nil }
func (stock) Begin(context.Context) (scan.Pass, error) { return stock{}, nil }
func (stock) Wants(*scan.Entry) bool                   { return true }
func (stock) pattern() *regexp.Regexp                  { return regexp.MustCompile(`pkg (\w+) (\d)`) }
func (s stock) File(_ context.Context, f *scan.File, out scan.Sink) error {
	for _, m := range s.pattern().FindAllSubmatchIndex(f.Bytes(), -1) {
		text := f.Bytes()
		out.Package(&scan.Package{Name: string(text[m[2]:m[3]]), Version: string(text[m[4]:m[5]]), Locations: []scan.Location{f.Location(m[4], m[5])}})
	}
	return nil
}

// raiser finds two weaknesses of every package below version 3, with one unsafe fix
// that takes it one version further. It reads packages only.
type raiser struct{}

func (raiser) Name() string                             { return "raiser" }
func (raiser) Begin(context.Context) (scan.Pass, error) { return raiser{}, nil }
func (raiser) Wants(*scan.Entry) bool                   { return false }
func (raiser) Rules() []*scan.Rule {
	return []*scan.Rule{{ID: "deps/old", Name: "Old", Class: "vulnerable-dependency", Severity: scan.SeverityHigh}}
}
func (raiser) File(context.Context, *scan.File, scan.Sink) error { return nil }
func (raiser) Packages(_ context.Context, packages []*scan.Package, out scan.Sink) error {
	for _, p := range packages {
		if p.Name == "vague" {
			out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagNotEvaluated, Location: p.Locations[0], Message: "something is not known"})
		}
		for n := range 2 {
			if p.Version >= "3" {
				continue
			}
			r := scan.NewRecord(raiser{}.Rules()[0], p.Locations[0], "old")
			r.Package, r.Vulnerability = p, &scan.Vulnerability{ID: fmt.Sprintf("V-%d", n)}
			next := string(p.Version[0] + 1)
			r.Fixes = []scan.Fix{{
				Description: "upgrade " + p.Name + " to " + next + strings.Repeat(", which clears all", n), Caveat: "the lockfile has to be renewed",
				Edits: []scan.Edit{{Path: r.Location.Path, Region: r.Location.Region, Text: next}},
			}}
			out.Finding(&r)
		}
	}
	return nil
}

func raise(t *testing.T, dir string, args ...string) (code int, errs string) {
	t.Helper()
	var out, text bytes.Buffer
	code = cli.Run(t.Context(), cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
		return []scan.Analyzer{stock{}, raiser{}, mender{}}, nil
	}}, append(append([]string{"fix"}, args...), dir), cli.Env{Stdout: &out, Stderr: &text})
	return code, text.String()
}

// TestFixPackages wants packages to be known in every round, whoever finds nothing
// but them.
func TestFixPackages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "typo\npkg one 1\n"})
	code, errs := raise(t, dir, "-write", "-unsafe")
	if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != "\npkg one 3\n" || code != cli.ExitPass {
		t.Errorf("exit code %d, file %q, %v:\n%s", code, got, err, errs)
	}
	want := `included: 2 fixes by which the meaning may change: read the diff
  deps/old: upgrade one to 2, which clears all (1 fix of 2 findings)
    why: the lockfile has to be renewed
    at:  a:2
  deps/old: upgrade one to 3, which clears all (1 fix of 2 findings)
    why: the lockfile has to be renewed
    at:  a:2
fixed 3 findings with 3 fixes in 1 file
`
	if errs != want {
		t.Errorf("errors:\n%s", errs)
	}
	if code, errs = raise(t, dir, "-write", "-unsafe"); code != cli.ExitPass || errs != "nothing to fix\n" {
		t.Errorf("once more: exit code %d:\n%s", code, errs)
	}
}

// TestFixVague wants what is not known of a version in a file that is fixed not to be
// taken for damage.
func TestFixVague(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "pkg vague 1\n"})
	if code, errs := raise(t, dir, "-write", "-unsafe"); code != cli.ExitPass || !strings.HasSuffix(errs, "fixed 2 findings with 2 fixes in 1 file\n") {
		t.Errorf("exit code %d:\n%s", code, errs)
	}
}

// TestFixTellsOnce wants every kind of fix that is left out to be told once, after
// rounds for others too, with its caveat, its places and what to pass.
func TestFixTellsOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "typo\npkg one 1\n\npkg one 1\n", "b": "pkg one 1\n", "c": strings.Repeat("risky\n", 24) + "risky risky\n"})
	code, errs := raise(t, dir)
	want := `left out: 29 fixes: the meaning may change; -unsafe includes such fixes, and the diff shows them
  deps/old: upgrade one to 2, which clears all (3 fixes of 6 findings)
    why: the lockfile has to be renewed
    at:  a:2, 4; b:1
  test/risky: the word risky (26)
    at:  c:1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 and 5 more
would fix 1 finding with 1 fix in 1 file: -write does
`
	if code != cli.ExitFail || errs != want {
		t.Errorf("exit code %d:\n%s", code, errs)
	}
}

// TestFixOneClass wants only the class that was asked for to be counted.
func TestFixOneClass(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "plain plain typo risky\npkg one 1\n"})
	for args, want := range map[string]string{
		"-class obfuscation":         "left out: 1 fix: the meaning may change; -unsafe includes such fixes, and the diff shows them\n  test/risky: the word risky\n    at:  a:1\nnothing to fix without -unsafe\n",
		"-class misfeature":          "2 findings without a fix that edits files: 'gate scan' shows what to do\nwould fix 1 finding with 1 fix in 1 file: -write does\n",
		"-rule test/typo":            "would fix 1 finding with 1 fix in 1 file: -write does\n",
		"-unsafe -class obfuscation": "included: 1 fix by which the meaning may change: read the diff\n  test/risky: the word risky\n    at:  a:1\nwould fix 1 finding with 1 fix in 1 file: -write does\n",
	} {
		if _, errs := raise(t, dir, strings.Fields(args)...); errs != want {
			t.Errorf("%s:\n%s", args, errs)
		}
	}
}

// sharer finds a risk on every line, with a fix whose caveat names the line.
type sharer struct{ mender }

func (sharer) Rules() []*scan.Rule {
	return []*scan.Rule{{ID: "test/shared", Class: "unpinned-component", Severity: scan.SeverityLow}}
}
func (s sharer) Begin(context.Context) (scan.Pass, error) { return s, nil }
func (s sharer) File(_ context.Context, f *scan.File, out scan.Sink) error {
	at := 0
	for line := range bytes.Lines(f.Bytes()) {
		r := scan.NewRecord(s.Rules()[0], f.Location(at, at+len(line)-1), "shared")
		if text := strings.TrimSpace(string(line)); text != "bare" {
			r.Fixes = []scan.Fix{{Description: "Mend it", Caveat: "something may use it: " + text, Edits: []scan.Edit{{Path: f.Path, Region: r.Location.Region}}}}
		}
		out.Finding(&r)
		at += len(line)
	}
	return nil
}

// TestFixReasons wants what reasons have in common to be said once, and what a file of
// pins would do.
func TestFixReasons(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "one\ntwo\none\nbare\n", "b": "two\n"})
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
		return []scan.Analyzer{sharer{}}, nil
	}}, []string{"fix", dir}, cli.Env{Stdout: &out, Stderr: &errs})
	want := `left out: 4 fixes: the meaning may change; -unsafe includes such fixes, and the diff shows them
  test/shared: Mend it (4)
    why: something may use it
    at:  a:1, 3: one
    at:  a:2; b:1: two
1 finding without a fix that edits files: 'gate scan' shows what to do
of these 1 about a tag or branch: -pins FILE says what it stands for, so that a fix can name that
nothing to fix without -unsafe
`
	if code != cli.ExitPass || errs.String() != want {
		t.Errorf("exit code %d:\n%s", code, &errs)
	}
}

// joiner finds the digits of a file as one, with a fix for the first, which is unsafe
// where that is odd.
type joiner struct{ mender }

func (j joiner) Begin(context.Context) (scan.Pass, error) { return j, nil }
func (joiner) Rules() []*scan.Rule {
	return []*scan.Rule{{ID: "test/joined", Class: "misfeature", Severity: scan.SeverityLow}}
}
func (j joiner) File(_ context.Context, f *scan.File, out scan.Sink) error {
	digits := regexp.MustCompile(`\d`).FindAllIndex(f.Bytes(), -1)
	if len(digits) == 0 {
		return nil
	}
	r := scan.NewRecord(j.Rules()[0], f.Location(digits[0][0], digits[0][1]), "digits")
	r.Occurrences = len(digits)
	safe := f.Bytes()[digits[0][0]]%2 == 0
	r.Fixes = []scan.Fix{{Description: "Take it out", Safe: safe, Edits: []scan.Edit{{Path: f.Path, Region: r.Location.Region}}}}
	out.Finding(&r)
	return nil
}

// TestFixPlaces wants findings, fixes and places to be counted alike whatever the flags
// include.
func TestFixPlaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "2135\n"})
	for _, tt := range []struct{ args, want string }{
		{"", `left out: 1 fix: the meaning may change; -unsafe includes such fixes, and the diff shows them
  test/joined: Take it out; 2 more places of the same, in turn after that
    at:  a:1
would make 1 fix in 1 file, by which no finding is wholly fixed: -write does
`},
		{"-unsafe", `included: 3 fixes by which the meaning may change: read the diff
  test/joined: Take it out (3)
    at:  a:1
would fix 1 finding with 4 fixes in 1 file: -write does
`},
		{"-write -rule test/joined", `left out: 1 fix: the meaning may change; -unsafe includes such fixes, and the diff shows them
  test/joined: Take it out; 2 more places of the same, in turn after that
    at:  a:1
made 1 fix in 1 file, by which no finding is wholly fixed
`},
	} {
		var out, errs bytes.Buffer
		cli.Run(t.Context(), cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
			return []scan.Analyzer{joiner{}}, nil
		}}, append([]string{"fix", dir}, strings.Fields(tt.args)...), cli.Env{Stdout: &out, Stderr: &errs})
		if errs.String() != tt.want {
			t.Errorf("%q:\n%s", tt.args, &errs)
		}
	}
}

// blind is an analyzer of packages that has no advisories.
type blind struct{ raiser }

func (blind) Begin(context.Context) (scan.Pass, error) { return blind{}, nil }
func (blind) Packages(_ context.Context, _ []*scan.Package, out scan.Sink) error {
	out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagNoAdvisories, Analyzer: "raiser", Message: "no npm advisories"})
	return nil
}

// TestFixWithoutAdvisories wants to hear that versions were not looked at, unless
// nobody asked for them.
func TestFixWithoutAdvisories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "pkg one 1\n"})
	for args, want := range map[string]string{
		"":                             "not raised: no npm advisories\nnothing to fix\n",
		"-class vulnerable-dependency": "not raised: no npm advisories\nnothing to fix\n",
		"-class misfeature":            "nothing to fix\n",
	} {
		var out, errs bytes.Buffer
		code := cli.Run(t.Context(), cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
			return []scan.Analyzer{stock{}, blind{}, mender{}}, nil
		}}, append([]string{"fix", dir}, strings.Fields(args)...), cli.Env{Stdout: &out, Stderr: &errs})
		if code != cli.ExitPass || errs.String() != want {
			t.Errorf("%q: exit code %d:\n%s", args, code, &errs)
		}
	}
}

// TestScanTellsOfFixes wants a scan that fails to say what the fix command mends.
func TestScanTellsOfFixes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"typo":             "fixes: 'gate fix' shows a diff for the finding that fails\n",
		"risky":            "fixes: 'gate fix -unsafe' shows a diff for the finding that fails, by which the meaning may change\n",
		"typo risky risky": "fixes: 'gate fix' shows a diff for 1 of the 3 findings that fail, 'gate fix -unsafe' for 2 more, by which the meaning may change\n",
		"plain":            "",
	} {
		dir := t.TempDir()
		writeTree(t, dir, map[string]string{"a": text + "\n"})
		var out, errs bytes.Buffer
		cli.Run(t.Context(), cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
			return []scan.Analyzer{mender{}}, nil
		}}, []string{"scan", "-fail-on", "low", dir}, cli.Env{Stdout: &out, Stderr: &errs})
		_, got, _ := strings.Cut(unwrapped(out.String()), "fixes: ")
		if want = strings.TrimPrefix(strings.TrimSpace(want), "fixes: "); got != want {
			t.Errorf("%s: %q in:\n%s", text, got, &out)
		}
	}
}

// TestFixCounts wants a finding that stays not to be counted as fixed because the text
// around it changed, and one that a fix brings to be told.
func TestFixCounts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"typo risky\n":   "would fix 1 finding with 1 fix in 1 file: -write does\n",
		"ty(typo)po x\n": "would fix 1 finding with 2 fixes in 1 file: -write does\n",
		"pla(typo)in\n":  "would fix 1 finding with 1 fix in 1 file: -write does\nnew by these fixes: 1 finding; 'gate scan' shows more once they are written\n",
	} {
		dir := t.TempDir()
		writeTree(t, dir, map[string]string{"a": strings.NewReplacer("(", "", ")", "").Replace(text)})
		if _, errs := raise(t, dir); !strings.HasSuffix(errs, want) {
			t.Errorf("%q:\n%s", text, errs)
		}
	}
}
