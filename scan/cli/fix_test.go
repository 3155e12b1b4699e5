package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// mender reports words of files, with fixes: "typo" has a safe one, "risky" one
// that is unsafe, "twin" one for each of two in a row, which touch, "pedant" a
// safe one for pedants, "trap" one that breaks the file, "endless" one that
// does not help, and "plain" none.
type mender struct{}

func menderRules() map[string]*scan.Rule {
	rules := map[string]*scan.Rule{}
	for _, word := range []string{"typo", "risky", "twin", "pedant", "trap", "endless", "plain"} {
		rules[word] = &scan.Rule{ID: "test/" + word, Name: word, Class: "misfeature", Severity: scan.SeverityLow}
	}
	rules["pedant"].Persona = scan.PersonaPedantic
	rules["risky"].Class = "obfuscation"
	return rules
}

func (mender) Name() string { return "mender" }
func (mender) Rules() []*scan.Rule {
	var list []*scan.Rule
	for _, r := range menderRules() {
		list = append(list, r)
	}
	return list
}
func (m mender) Begin(context.Context) (scan.Pass, error) { return m, nil }
func (mender) Wants(*scan.Entry) bool                     { return true }

func (mender) File(_ context.Context, f *scan.File, out scan.Sink) error {
	if bytes.Contains(f.Bytes(), []byte("broken")) {
		return errors.New("line 1: broken")
	}
	for word, rule := range menderRules() {
		for i := 0; ; {
			n := bytes.Index(f.Bytes()[i:], []byte(word))
			if n < 0 {
				break
			}
			i += n + len(word)
			r := scan.NewRecord(rule, f.Location(i-len(word), i), "the word "+word)
			start, text := i-len(word), map[string]string{"trap": "broken", "endless": "."}[word]
			if word == "endless" {
				start = i
			}
			if word != "plain" {
				r.Fixes = []scan.Fix{{Safe: word != "risky", Edits: []scan.Edit{{Path: f.Path, Region: f.Region(start, i), Text: text}}}}
			}
			out.Finding(&r)
		}
	}
	return nil
}

// fixRun runs the fix command in a tree of files.
func fixRun(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "DIR", dir)
	}
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
		return []scan.Analyzer{mender{}, marks{}}, nil
	}}, append([]string{"fix"}, args...), cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs})
	return code, out.String(), strings.ReplaceAll(errs.String(), dir, "DIR")
}

func writeTree(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFix(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		args       []string
		code       int
		diff       string // the lines of it that begin with - or +, without the header
		want, err  string
	}{
		{"dry", "a typo\n", nil, cli.ExitFail, "-a typo\n+a \n", "a typo\n", "would fix 1 finding with 1 fix in 1 file: -write does\n"},
		{"write", "a typo\n", []string{"-write"}, cli.ExitPass, "-a typo\n+a \n", "a \n", "fixed 1 finding with 1 fix in 1 file\n"},
		{"nothing", "good\n", []string{"-write"}, cli.ExitPass, "", "good\n", "nothing to fix\n"},
		{"unsafe", "risky\n", []string{"-write"}, cli.ExitPass, "", "risky\n", "left out: 1 fix: the meaning may change; -unsafe includes such fixes, and the diff shows them\n  test/risky: the word risky\n    at:  a:1\nnothing to fix without -unsafe\n"},
		{"with unsafe", "risky\n", []string{"-write", "-unsafe"}, cli.ExitPass, "-risky\n+\n", "\n", "fixed 1 finding with 1 fix in 1 file\n"},
		{"several rounds", "twintwin\n", []string{"-write"}, cli.ExitPass, "-twintwin\n+\n", "\n", "fixed 2 findings with 2 fixes in 1 file\n"},
		{"rule", "typo twin\n", []string{"-rule", "twin"}, cli.ExitFail, "-typo twin\n+typo \n", "typo twin\n", "would fix 1 finding with 1 fix in 1 file: -write does\n"},
		{"area", "typo twin\n", []string{"-rule", "test"}, cli.ExitFail, "-typo twin\n+ \n", "typo twin\n", "would fix 2 findings with 2 fixes in 1 file: -write does\n"},
		{"class", "typo risky\n", []string{"-unsafe", "-class", "obfuscation"}, cli.ExitFail, "-typo risky\n+typo \n", "typo risky\n", "would fix 1 finding with 1 fix in 1 file: -write does\n"},
		{"persona", "pedant\n", nil, cli.ExitPass, "", "pedant\n", "nothing to fix\n"},
		{"other persona", "pedant\n", []string{"-persona", "pedantic"}, cli.ExitFail, "-pedant\n+\n", "pedant\n", "would fix 1 finding with 1 fix in 1 file: -write does\n"},
		{"no fix", "plain\n", nil, cli.ExitPass, "", "plain\n", "1 finding without a fix that edits files: 'gate scan' shows what to do\nnothing to fix\n"},
		{"broken", "broken typo\n", []string{"-write"}, cli.ExitIncomplete, "", "broken typo\n", "not looked at: "},
		{"a fix that breaks", "typo trap\n", []string{"-write"}, cli.ExitIncomplete, "", "typo trap\n", "gate: the fixes would break a file, so nothing was written"},
		{"excluded", "typo\n", []string{"-write", "-exclude", "/a"}, cli.ExitIncomplete, "", "typo\n", "there was no file to look at"},
		{"no end", "endless\n", []string{"-rule", "endless", "-write"}, cli.ExitIncomplete, "?", "?", "gave up after 50 rounds"},
		{"unknown rule", "typo\n", []string{"-rule", "nothing"}, cli.ExitUsage, "", "typo\n", "-rule nothing"},
		{"unknown class", "typo\n", []string{"-class", "nothing"}, cli.ExitUsage, "", "typo\n", "-class nothing"},
		{"standard input", "typo\n", []string{"-"}, cli.ExitUsage, "", "typo\n", "fix takes folders and files"},
		{"no such path", "typo\n", []string{"DIR/b"}, cli.ExitUsage, "", "typo\n", "DIR/b"},
		{"a file elsewhere", "typo\n", []string{"DIR/a"}, cli.ExitUsage, "", "typo\n", "name its folder"},
		{"negative", "typo\n", []string{"-timeout", "-1s"}, cli.ExitUsage, "", "typo\n", "-timeout"},
		{"no time", "typo\n", []string{"-timeout", "1ns", "-write"}, cli.ExitIncomplete, "", "typo\n", "looking for what to fix: context deadline exceeded"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeTree(t, dir, map[string]string{"a": tt.text})
			code, out, errs := fixRun(t, dir, append([]string{"DIR"}, tt.args...)...)
			if code != tt.code || !strings.Contains(errs, tt.err) {
				t.Errorf("exit code %d, want %d; errors:\n%s", code, tt.code, errs)
			}
			got, err := os.ReadFile(filepath.Join(dir, "a"))
			if err != nil {
				t.Fatal(err)
			}
			if tt.want != "?" && (string(got) != tt.want || changes(out) != tt.diff) {
				t.Errorf("file %q, want %q; diff:\n%s", got, tt.want, out)
			}
		})
	}
}

func changes(diff string) string {
	var b strings.Builder
	for line := range strings.Lines(diff) {
		if strings.HasPrefix(line, "+") && !strings.HasPrefix(line, "+++") || strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "---") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestFixPaths wants paths to lead from the working directory, what is named
// twice to be fixed once, and a folder elsewhere to be one of its own.
func TestFixPaths(t *testing.T) {
	t.Chdir(t.TempDir())
	other := t.TempDir()
	writeTree(t, ".", map[string]string{"sub/dir/a": "typo\n", "sub/b": "typo\n", "c": "typo\n"})
	writeTree(t, other, map[string]string{"d": "typo\n"})
	code, out, errs := fixRun(t, other, "sub/dir", "sub", "c", "sub/b", "DIR")
	want := ""
	for _, name := range []string{"c", "sub/b", "sub/dir/a", "d"} {
		want += "--- a/" + name + "\n+++ b/" + name + "\n@@ -1 +1 @@\n-typo\n+\n"
	}
	if diff := cmp.Diff(want, out); diff != "" || code != cli.ExitFail {
		t.Errorf("exit code %d, diff (-want +got):\n%s", code, diff)
	}
	if errs != "would fix 3 findings with 3 fixes in 3 files: -write does\nwould fix 1 finding with 1 fix in 1 file: -write does\n" {
		t.Errorf("errors:\n%s", errs)
	}
	if code, _, errs := fixRun(t, other, "-write"); code != cli.ExitPass || !strings.HasSuffix(errs, "fixed 3 findings with 3 fixes in 3 files\n") {
		t.Errorf("exit code %d: %s", code, errs)
	}
	if code, out, _ := fixRun(t, other); code != cli.ExitPass || out != "" {
		t.Errorf("once more: exit code %d: %s", code, out)
	}
}

// TestFixLeavesAlone wants a file that cannot be fixed to be told and to make
// the run incomplete.
func TestFixLeavesAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "typo\n", "b": "\xff\xfet\x00y\x00p\x00o\x00"})
	if err := os.Chmod(filepath.Join(dir, "a"), 0o400); err != nil {
		t.Fatal(err)
	}
	code, out, errs := fixRun(t, dir, "DIR", "-write")
	want := "left out: 1 fix: the file is read-only; make it writable first\n  test/typo: the word typo\n    why: a is read-only\n    at:  a:1\n" +
		"left out: 1 fix: only text in UTF-8 is edited\n  test/typo: the word typo\n    why: b is UTF-16: only UTF-8 is edited\n    at:  b:1\nnothing to fix\n"
	if code != cli.ExitIncomplete || out != "" || errs != want {
		t.Errorf("exit code %d, output %q, errors:\n%s", code, out, errs)
	}
}

func TestFixHelp(t *testing.T) {
	t.Parallel()
	code, out, _ := fixRun(t, "", "-help")
	if code != cli.ExitPass || !strings.Contains(out, "Exit codes: 0 nothing to fix") || !strings.Contains(out, "-write") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestFixShowsFirst wants nothing to be written that could not be shown.
func TestFixShowsFirst(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"a": "typo\n"})
	var errs bytes.Buffer
	code := cli.Run(t.Context(), cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
		return []scan.Analyzer{mender{}}, nil
	}}, []string{"fix", "-write", dir}, cli.Env{Stdout: fullWriter{}, Stderr: &errs})
	if got, err := os.ReadFile(filepath.Join(dir, "a")); code != cli.ExitIncomplete || string(got) != "typo\n" || !strings.Contains(errs.String(), "writing the diff") {
		t.Errorf("exit code %d, file %q, %v: %s", code, got, err, &errs)
	}
}
