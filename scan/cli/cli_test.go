package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// marks reports lines of files: "bad" as high, "so-so" as medium, "nit" as a
// finding for pedants; "broken" as a file that it cannot read.
type marks struct{}

func rules() []*scan.Rule {
	return []*scan.Rule{
		{ID: "test/bad", Name: "Bad word", Class: "secret-in-source", Severity: scan.SeverityHigh, Description: "A bad word.", Remediation: "Take it out.", Example: "bad\n", Fixed: "good\n",
			Tags: []string{"words"}, References: []scan.Reference{{Title: "On words", URL: "https://example.com/words"}}},
		{ID: "test/nit", Name: "Nit", Class: "misfeature", Severity: scan.SeverityLow, Persona: scan.PersonaPedantic},
		{ID: "test/so-so", Name: "Word so-so", Class: "misfeature", Severity: scan.SeverityMedium},
	}
}

func (marks) Name() string                               { return "marks" }
func (marks) Rules() []*scan.Rule                        { return rules() }
func (m marks) Begin(context.Context) (scan.Pass, error) { return m, nil }
func (marks) Wants(*scan.Entry) bool                     { return true }

func (marks) File(_ context.Context, f *scan.File, out scan.Sink) error {
	if bytes.Contains(f.Bytes(), []byte("broken")) {
		return errors.New("line 1: broken")
	}
	for _, r := range rules() {
		word := strings.TrimPrefix(r.ID, "test/")
		if i := bytes.Index(f.Bytes(), []byte(word)); i >= 0 {
			rec := scan.NewRecord(r, f.Location(i, i+len(word)), "the word "+word)
			out.Finding(&rec)
		}
	}
	return nil
}

// run runs the command in a tree of files and returns what it says.
func run(t *testing.T, files map[string]string, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "DIR", dir)
	}
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), cli.Config{Version: "v1.2.3", Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
		return []scan.Analyzer{marks{}}, nil
	}}, args, cli.Env{Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs})
	return code, strings.ReplaceAll(out.String(), dir, "DIR"), strings.ReplaceAll(errs.String(), dir, "DIR")
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		files map[string]string
		stdin string
		args  []string
		code  int
		out   string // must be in standard output
		err   string // must be in standard error
	}{
		{"pass", map[string]string{"a": "good"}, "", []string{"scan", "DIR"}, cli.ExitPass, "", ""},
		{"fail", map[string]string{"a": "bad"}, "", []string{"scan", "DIR"}, cli.ExitFail, "the word bad", ""},
		{"flags after the path", map[string]string{"a": "so-so"}, "", []string{"scan", "DIR", "-fail-on", "medium"}, cli.ExitFail, "the word so-so", ""},
		{"medium passes", map[string]string{"a": "so-so"}, "", []string{"scan", "DIR"}, cli.ExitPass, "the word so-so", ""},
		{"fail on none", map[string]string{"a": "bad"}, "", []string{"scan", "-fail-on=none", "DIR"}, cli.ExitPass, "the word bad", ""},
		{"class off", map[string]string{"a": "bad"}, "", []string{"scan", "-class", "secret-in-source=off", "DIR"}, cli.ExitPass, "the word bad", ""},
		{"class lower", map[string]string{"a": "so-so"}, "", []string{"scan", "-class", "misfeature=low", "DIR"}, cli.ExitFail, "", ""},
		{"class only", map[string]string{"a": "bad so-so"}, "", []string{"scan", "-class", "misfeature", "DIR"}, cli.ExitPass, "1 finding is neither shown nor judged (1 high)", ""},
		{"class only beside a class that fails", map[string]string{"a": "bad so-so"}, "", []string{"scan", "-class", "misfeature", "-class", "secret-in-source=low", "DIR"}, cli.ExitFail, "the word bad", ""},
		{"class twice", map[string]string{"a": "bad"}, "", []string{"scan", "-class", "misfeature=low", "-class", "misfeature=off", "DIR"}, cli.ExitUsage, "", "given twice"},
		{"pedantic hidden", map[string]string{"a": "nit"}, "", []string{"scan", "DIR"}, cli.ExitPass, "-persona auditor shows", ""},
		{"pedantic shown", map[string]string{"a": "nit"}, "", []string{"scan", "-persona", "pedantic", "-fail-on", "low", "DIR"}, cli.ExitFail, "the word nit", ""},
		{"incomplete", map[string]string{"a": "broken"}, "", []string{"scan", "DIR"}, cli.ExitIncomplete, "line 1: broken", ""},
		{"accepted", map[string]string{"a": "broken"}, "", []string{"scan", "-accept", "malformed", "DIR"}, cli.ExitPass, "", ""},
		{"accepted elsewhere", map[string]string{"a": "broken"}, "", []string{"scan", "-accept", "malformed=/b", "DIR"}, cli.ExitIncomplete, "", ""},
		{"fail wins over incomplete", map[string]string{"a": "broken", "b": "bad"}, "", []string{"scan", "DIR"}, cli.ExitFail, "", ""},
		{"nothing there", nil, "", []string{"scan", "DIR"}, cli.ExitIncomplete, "no file to look at", ""},
		{"excluded", map[string]string{"a": "bad", "b": "good"}, "", []string{"scan", "-exclude", "/a", "DIR"}, cli.ExitPass, "", ""},
		{"ignored", map[string]string{"a": "bad", ".gitignore": "/a"}, "", []string{"scan", "DIR"}, cli.ExitPass, "", ""},
		{"not ignored", map[string]string{"a": "bad", ".gitignore": "/a"}, "", []string{"scan", "-no-gitignore", "DIR"}, cli.ExitFail, "", ""},
		{"stdin", nil, "bad", []string{"scan", "-", "-stdin-name", "x.txt"}, cli.ExitFail, "x.txt", ""},
		{"empty stdin", nil, "", []string{"scan", "-"}, cli.ExitIncomplete, "standard input was empty", ""},
		{"nameless stdin", nil, "good", []string{"scan", "-"}, cli.ExitPass, "-stdin-name PATH", ""},
		{"unknown kind accepted", map[string]string{"a": "good"}, "", []string{"scan", "-accept", "unpined", "DIR"}, cli.ExitUsage, "", `-accept unpined: there is no kind "unpined": want analyzer, changed,`},
		{"no kind accepted", map[string]string{"a": "good"}, "", []string{"scan", "-accept", "=x", "DIR"}, cli.ExitUsage, "", `there is no kind ""`},
		{"no pattern accepted", map[string]string{"a": "broken"}, "", []string{"scan", "-accept", "malformed=", "DIR"}, cli.ExitUsage, "", "no pattern behind the ="},
		{"negative timeout", map[string]string{"a": "good"}, "", []string{"scan", "-timeout", "-5s", "DIR"}, cli.ExitUsage, "", "-timeout"},
		{"empty path", nil, "", []string{"scan", ""}, cli.ExitUsage, "", "a path is empty"},
		{"file", map[string]string{"a": "bad", "b": "good"}, "", []string{"scan", "DIR/b"}, cli.ExitPass, "", ""},
		{"two folders", map[string]string{"p/a": "bad", "q/a": "good"}, "", []string{"scan", "DIR/q", "DIR/p"}, cli.ExitFail, "", ""},
		{"no such path", nil, "", []string{"scan", "DIR/none"}, cli.ExitUsage, "", "no such file"},
		{"no command", nil, "", nil, cli.ExitUsage, "", "Usage:"},
		{"wrong command", nil, "", []string{"scna"}, cli.ExitUsage, "", `unknown command "scna"`},
		{"wrong flag", nil, "", []string{"scan", "-nope"}, cli.ExitUsage, "", "-nope"},
		{"wrong class", nil, "", []string{"scan", "-class", "secrets-in-sauce"}, cli.ExitUsage, "", "no class"},
		{"one place for two formats", map[string]string{"a": "x"}, "", []string{"scan", "-format", "jsonl=DIR/r", "-format", "sarif=DIR/r", "DIR"}, cli.ExitUsage, "", "both go to DIR/r"},
		{"-o without a format for it", map[string]string{"a": "x"}, "", []string{"scan", "-format", "jsonl=DIR/r", "-o", "DIR/s", "DIR"}, cli.ExitUsage, "", "-o DIR/s"},
		{"-o for the second format", map[string]string{"a": "bad"}, "", []string{"scan", "-format", "jsonl=DIR/r", "-format", "text", "-o", "DIR/s", "DIR"}, cli.ExitFail, "", "fail: 1 finding"},
		{"wrong severity", nil, "", []string{"scan", "-fail-on", "bad"}, cli.ExitUsage, "", "no such severity"},
		{"wrong class severity", nil, "", []string{"scan", "-class", "misfeature=b"}, cli.ExitUsage, "", "or off"},
		{"wrong format", map[string]string{"a": "x"}, "", []string{"scan", "-format", "pdf", "DIR"}, cli.ExitUsage, "", "pdf"},
		{"two formats to one place", map[string]string{"a": "x"}, "", []string{"scan", "-format", "text", "-format", "sarif", "DIR"}, cli.ExitUsage, "", "NAME=FILE"},
		{"negative workers", map[string]string{"a": "x"}, "", []string{"scan", "-workers", "-1", "DIR"}, cli.ExitUsage, "", "negative"},
		{"help", nil, "", []string{"help"}, cli.ExitPass, "Usage:", ""},
		{"scan help", nil, "", []string{"scan", "-help"}, cli.ExitPass, "-fail-on severity", ""},
		{"version", nil, "", []string{"version"}, cli.ExitPass, "gate v1.2.3 (go", ""},
		{"version flag", nil, "", []string{"--version"}, cli.ExitPass, "gate v1.2.3 (go", ""},
		{"help on a command", nil, "", []string{"help", "scan"}, cli.ExitPass, "-fail-on severity", ""},
		{"version help", nil, "", []string{"version", "-h"}, cli.ExitPass, "Usage: gate version", ""},
		{"rules by class", nil, "", []string{"rules", "secret-in-source"}, cli.ExitPass, "test/bad: Bad word", ""},
		{"rules by area", nil, "", []string{"rules", "test"}, cli.ExitPass, "test/so-so: Word so-so", ""},
		{"rules", nil, "", []string{"rules"}, cli.ExitPass, "test/nit    low       Nit (pedantic)", ""},
		{"rules of a class", nil, "", []string{"rules", "-class", "misfeature"}, cli.ExitPass, "test/so-so", ""},
		{"unknown rule", nil, "", []string{"rules", "x"}, cli.ExitUsage, "", `area "x"`},
		{"explain", nil, "", []string{"rules", "explain", "test"}, cli.ExitPass, "-class misfeature=off", ""},
		{"explain nothing", nil, "", []string{"rules", "explain"}, cli.ExitUsage, "", "takes the rules to explain"},
		{"explain an unknown rule", nil, "", []string{"rules", "explain", "x"}, cli.ExitUsage, "", `area "x"`},
		{"unknown shell", nil, "", []string{"completion", "cmd"}, cli.ExitUsage, "", "bash, zsh or fish"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := run(t, tt.files, tt.stdin, tt.args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			if !strings.Contains(out, tt.out) || !strings.Contains(errs, tt.err) {
				t.Errorf("want %q in the output and %q in the errors", tt.out, tt.err)
			}
			if t.Failed() {
				t.Logf("output:\n%s\nerrors:\n%s", out, errs)
			}
		})
	}
}

func TestReportsToFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	code, out, errs := run(t, map[string]string{"a": "x\nbad\n"}, "", "scan", "DIR", "-format", "sarif="+dir+"/s.json", "-format", "jsonl="+dir+"/j.jsonl")
	if code != cli.ExitFail || out != "" || errs != "fail: 1 finding of high severity fails\n" {
		t.Errorf("code %d, output %q, errors %q", code, out, errs)
	}
	data, err := os.ReadFile(dir + "/s.json")
	if err != nil {
		t.Fatal(err)
	}
	var sarif struct {
		Runs []struct {
			Results []struct {
				RuleID              string
				PartialFingerprints map[string]string
			}
		}
	}
	if err := json.Unmarshal(data, &sarif); err != nil {
		t.Fatal(err)
	}
	if r := sarif.Runs[0].Results; len(r) != 1 || r[0].RuleID != "test/bad" || r[0].PartialFingerprints[scan.LineHashName] == "" {
		t.Errorf("results %+v", r)
	}
	if lines, err := os.ReadFile(dir + "/j.jsonl"); err != nil || !bytes.Contains(lines, []byte(`"verdict":"fail"`)) {
		t.Errorf("%v: %s", err, lines)
	}
}

// TestOwnReports wants a report that is written into the scanned folder to be
// left out of the scan, and paths to lead from the working directory.
func TestOwnReports(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"sub/dir/a": "bad", "sub/report [1].jsonl": "so-so"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, errs := run(t, nil, "", "scan", "-format", "jsonl=sub/report [1].jsonl", "sub"); code != cli.ExitFail {
		t.Errorf("exit code %d: %s", code, errs)
	}
	text, err := os.ReadFile("sub/report [1].jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(`"path":"sub/dir/a"`)) || !bytes.Contains(text, []byte(`"excluded":1`)) || bytes.Contains(text, []byte("test/so-so\",\"sev")) {
		t.Errorf("report: %s", text)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	_, out, _ := run(t, nil, "", "rules", "test/bad")
	want := `test/bad: Bad word

  class       secret-in-source
  severity    high
  persona     regular
  taxa        CWE-798, CICD-SEC-6
  tags        words

A bad word.

What to do:
Take it out.

Reported:
  bad

Not reported:
  good

References:
  On words https://example.com/words
`
	if out != want {
		t.Errorf("got:\n%s\nwant:\n%s", out, want)
	}
	_, out, _ = run(t, nil, "", "rules", "explain", "test/bad")
	want += `
Fix:
Its findings have no fix that edits files.

Ignore:
'gate scan -class secret-in-source=off' reports it and passes.
`
	if out != want {
		t.Errorf("got:\n%s\nwant:\n%s", out, want)
	}
	_, out, _ = run(t, nil, "", "rules", "-json", "test/nit")
	var r scan.Rule
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.Persona != scan.PersonaPedantic {
		t.Errorf("%v: %s", err, out)
	}
}

// TestCompletionScripts lets the shells themselves check the scripts, those
// that this machine has.
func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	for shell, want := range map[string]string{"bash": "-W 'github jsonl sarif text'", "zsh": "(github jsonl sarif text)", "fish": "-o fail-on"} {
		code, out, _ := run(t, nil, "", "completion", shell)
		if code != 0 || !strings.Contains(out, want) || !strings.Contains(out, "secret-in-source") {
			t.Errorf("%s: code %d, no %q in\n%s", shell, code, want, out)
		}
		if path, err := exec.LookPath(shell); err == nil {
			cmd := exec.Command(path, "-n", "/dev/stdin")
			cmd.Stdin = strings.NewReader(out)
			if msg, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s refuses its script: %s", shell, msg)
			}
		}
	}
}

// TestFullDisk wants a report that cannot be written to be an error, whatever
// the verdict.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Log("there is no /dev/full here")
		return
	}
	code, _, errs := run(t, map[string]string{"a": "bad"}, "", "scan", "DIR", "-format", "text", "-o", "/dev/full")
	if code != cli.ExitIncomplete || !strings.Contains(errs, "text report") {
		t.Errorf("code %d, errors %q", code, errs)
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	code, out, _ := run(t, map[string]string{"a": "good"}, "", "scan", "DIR", "-timeout", "1ns")
	if code != cli.ExitIncomplete || !strings.Contains(out, "deadline exceeded") || strings.Contains(out, "-accept") || strings.Contains(out, "no file to look at") {
		t.Errorf("code %d:\n%s", code, out)
	}
}

// TestPassAdvises wants a run that passes, because nothing of what was found is to fail,
// to advise nothing, in contrast to the same one that fails.
func TestPassAdvises(t *testing.T) {
	t.Parallel()
	const advice = "What you can do"
	for args, want := range map[string]bool{"": true, "-class secret-in-source=off": false, "-fail-on none": false, "-fail-on critical": false} {
		code, out, _ := run(t, map[string]string{"a": "bad"}, "", append([]string{"scan", "DIR"}, strings.Fields(args)...)...)
		if got := strings.Contains(out, advice); got != want || code == cli.ExitPass == want {
			t.Errorf("%q: exit code %d, advice: %t\n%s", args, code, got, out)
		}
	}
}
