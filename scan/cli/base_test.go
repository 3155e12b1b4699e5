package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// TestBase wants only what a change brings to be reported and judged, whatever the
// state before it is given as.
func TestBase(t *testing.T) {
	t.Parallel()
	files := func() map[string]string {
		return map[string]string{
			"old/a.txt": "bad\n", "old/gone.txt": "bad\n", "old/both.txt": "so-so\n",
			"new/a.txt": "# moved down\nbad\n", "new/both.txt": "so-so\n", "new/b.txt": "nice\n", "worse/a.txt": "bad\n", "worse/b.txt": "bad\n",
			"broken/a.txt": "broken\n", "one.txt": "so-so\nbad\n", "two.txt": "so-so\n",
		}
	}
	for name, test := range map[string]struct {
		args []string
		code int
		want []string
		not  []string
	}{
		"nothing new": {[]string{"scan", "-base", "DIR/old", "DIR/new"}, 0, []string{"judged: 2;", "gone: 1"}, []string{"the word bad"}},
		"new":         {[]string{"scan", "-base", "DIR/old", "DIR/worse"}, 1, []string{"judged: 1;", "the word bad", "b.txt"}, []string{"so-so"}},
		"incomplete":  {[]string{"scan", "-base", "DIR/broken", "DIR/worse"}, 1, []string{"not all of the state before"}, nil},
		"files":       {[]string{"scan", "-base", "DIR/two.txt", "DIR/one.txt"}, 1, []string{"judged: 1;"}, nil},
		"missing":     {[]string{"scan", "-base", "DIR/none", "DIR/new"}, 2, []string{"-base"}, nil},
		"several":     {[]string{"scan", "-base", "DIR/old", "DIR/new", "DIR/worse"}, 2, []string{"one folder or file is compared"}, nil},
		"file before": {[]string{"scan", "-base", "DIR/two.txt", "DIR/new"}, 2, []string{"a folder is compared with a folder"}, nil},
		"file now":    {[]string{"scan", "-base", "DIR/old", "DIR/one.txt"}, 2, []string{"a folder is compared with a folder"}, nil},
		"no report":   {[]string{"scan", "-base", "DIR/none.jsonl", "DIR/new"}, 2, []string{"-base"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, files(), "", test.args...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			all := unwrapped(stdout + stderr)
			for _, text := range test.want {
				if !strings.Contains(all, text) {
					t.Errorf("no %q in:\n%s%s", text, stdout, stderr)
				}
			}
			for _, text := range test.not {
				if strings.Contains(stdout, text) {
					t.Errorf("%q in:\n%s", text, stdout)
				}
			}
		})
	}
}

// unwrapped returns text with every run of white space as one space.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestBaseReport compares with a report of an earlier run.
func TestBaseReport(t *testing.T) {
	t.Parallel()
	_, before, _ := run(t, map[string]string{"a.txt": "bad\n"}, "", "scan", "-format", "jsonl", "DIR")
	code, stdout, stderr := run(t, map[string]string{"a.txt": "so-so\nbad\n", "before.jsonl": before}, "", "scan", "-base", "DIR/before.jsonl", "-exclude", "*.jsonl", "DIR")
	if code != 0 || strings.Contains(stdout, "the word bad") || !strings.Contains(unwrapped(stdout+stderr), "judged: 1;") {
		t.Errorf("exit code %d:\n%s%s", code, stdout, stderr)
	}
	code, _, stderr = run(t, map[string]string{"a.txt": "bad\n", "before.jsonl": "{\n"}, "", "scan", "-base", "DIR/before.jsonl", "DIR/a.txt")
	if code != 3 || !strings.Contains(stderr, "line 1") {
		t.Errorf("a broken report: exit code %d: %s", code, stderr)
	}
}

// TestBaseReportLacks wants to hear that findings count as new because the report of the
// earlier run was written for somebody else, and of no more than that.
func TestBaseReportLacks(t *testing.T) {
	t.Parallel()
	files := map[string]string{"a.txt": "bad so-so nit\n"}
	report := func(args string) string {
		_, out, _ := run(t, files, "", append([]string{"scan", "-format", "jsonl", "DIR"}, strings.Fields(args)...)...)
		return out
	}
	again := map[string]string{"a.txt": files["a.txt"], "before.jsonl": report("")}
	_, news, _ := run(t, again, "", "scan", "-format", "jsonl", "-base", "DIR/before.jsonl", "DIR/a.txt")
	const persona, class, older = "was written for the persona regular and lacks what others see", "was limited by -class", "has itself only what was new"
	for _, tt := range []struct{ before, now, want string }{
		{report(""), "", ""},
		{report(""), "-persona auditor", persona},
		{report("-persona pedantic"), "-persona auditor", ""}, // there was no more
		{report("-persona auditor"), "", ""},
		{report("-class misfeature"), "-class misfeature", ""},
		{report("-class misfeature"), "", class},
		{report("-class misfeature"), "-class secret-in-source", class},
		{news, "", older},
	} {
		again["before.jsonl"] = tt.before
		_, out, _ := run(t, again, "", append([]string{"scan", "-base", "DIR/before.jsonl", "DIR/a.txt"}, strings.Fields(tt.now)...)...)
		for _, text := range []string{persona, class, older} {
			if got := strings.Contains(unwrapped(out), text); got != (text == tt.want) {
				t.Errorf("%q: %q: %t in:\n%s", tt.now, text, got, out)
			}
		}
	}
}

// TestBaseSuppressed wants findings to be counted as a scan without -base counts them.
func TestBaseSuppressed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"old": "pkg one 1\npkg kept 1\npkg gone 1\n", "new": "pkg one 1\npkg kept 1\n"})
	for args, want := range map[string]string{
		"DIR/new":               "2 findings: 2 high. Suppressed, not shown: 2",
		"-base DIR/old DIR/new": "neither shown nor judged: 2, besides suppressed ones: 2; findings that are gone: 2",
	} {
		var out bytes.Buffer
		cli.Run(t.Context(), cli.Config{
			Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
				return []scan.Analyzer{stock{}, keeper{}}, nil
			},
		}, append([]string{"scan"}, strings.Fields(strings.ReplaceAll(args, "DIR", dir))...), cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
		if !strings.Contains(unwrapped(out.String()), want) {
			t.Errorf("%s: want %q in:\n%s", args, want, &out)
		}
	}
}

// keeper suppresses what raiser finds of the package kept.
type keeper struct{ raiser }

func (keeper) Begin(context.Context) (scan.Pass, error) { return keeper{}, nil }
func (keeper) Packages(ctx context.Context, packages []*scan.Package, out scan.Sink) error {
	return raiser{}.Packages(ctx, packages, keeperSink{out})
}

type keeperSink struct{ scan.Sink }

func (s keeperSink) Finding(f scan.Finding) {
	if r := f.Common(); r.Package.Name == "kept" {
		r.Suppressions = []scan.Suppression{{Justification: "kept"}}
	}
	s.Sink.Finding(f)
}

// commits is a repository: what the paths below each revision have. The revision
// "apart" has nothing in common with HEAD.
type commits map[string]map[string]string

func (c commits) target(r cli.Repository) (scan.Target, error) {
	files := c[r.Head]
	switch {
	case !r.Tree:
		return versions{"bad"}, nil
	case files == nil:
		return checked{nil, fmt.Errorf("no revision %q", r.Head)}, nil
	case r.Head == "apart" && r.Base != "":
		return checked{nil, errors.New("nothing in common")}, nil
	}
	var list tree
	for name, text := range files {
		rest := strings.TrimPrefix(name, r.Below)
		switch {
		case name == r.Below:
			rest = path.Base(name)
		case rest == name && r.Below != "":
			continue
		}
		list = append(list, [2]string{strings.TrimPrefix(rest, "/"), text})
	}
	return list, nil
}

// tree is files of a commit.
type tree [][2]string

func (t tree) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for _, f := range t {
			open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(f[1])), nil }
			if !yield(&scan.Entry{Path: f[0], Size: int64(len(f[1])), Open: open, Origin: &scan.Origin{Commit: "0123456789abcdef"}}, nil) {
				return
			}
		}
	}
}

// TestBaseRevision compares with what a revision of the repository has at the same
// paths.
func TestBaseRevision(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	repository := commits{
		"main":  {"a.txt": "bad", "sub/b.txt": "bad", "sub/deep/c.txt": "so-so"},
		"apart": {"a.txt": "bad"},
		"HEAD":  {"a.txt": "bad"},
		"same":  {"a.txt": "bad", "sub/b.txt": "bad", "sub/deep/c.txt": "bad"},
	}
	writeTree(t, dir, map[string]string{".git/HEAD": "", "a.txt": "bad\n", "sub/b.txt": "bad\n", "sub/deep/c.txt": "so-so\nbad\n", "same": "", "elsewhere.txt": "bad"})
	other := t.TempDir()
	for args, want := range map[string]struct {
		code int
		text []string
	}{
		"main":                 {1, []string{"1 finding: 1 high", "sub/deep/c.txt", "against commit 0123456789ab, at which HEAD left main: ", "judged: 3; findings that are gone: 0"}},
		"main sub":             {1, []string{"1 finding: 1 high", "sub/deep/c.txt", "judged: 2;"}},
		"main sub/deep":        {1, []string{"1 finding: 1 high", "judged: 1;"}},
		"main sub/b.txt":       {0, []string{"No findings", "judged: 1;"}},
		"main sub/b.txt a.txt": {0, []string{"No findings", "judged: 2;"}},
		"main DIR/sub":         {1, []string{"1 finding: 1 high", "judged: 2;"}},
		"apart":                {1, []string{"3 findings: 2 high, 1 medium", "against apart 0123456789ab itself, for the commit at which HEAD left it is not in the repository: ", "judged: 1;"}},
		"./same a.txt":         {1, []string{"1 finding: 1 high"}}, // a path goes before a revision
		"HEAD a.txt":           {0, []string{"against HEAD 0123456789ab: findings"}},
		"none":                 {3, []string{`gate: -base none: there is no such path, and as a revision: no revision "none"`}},
		"main OTHER":           {3, []string{"OTHER is in no Git repository"}},
		"main -":               {2, []string{"standard input is of no repository"}},
		"main -history":        {2, []string{"-base main: what -history, -range and -staged look at"}},
		"none.jsonl":           {2, []string{"-base: "}},
		"main none":            {2, []string{"none"}},
	} {
		var out bytes.Buffer
		line := strings.NewReplacer("DIR", dir, "OTHER", other).Replace("scan -exclude elsewhere.txt -exclude /same -base " + args)
		code := cli.Run(t.Context(), cli.Config{
			Analyzers:  func(context.Context, cli.Options) ([]scan.Analyzer, error) { return []scan.Analyzer{marks{}}, nil },
			Repository: repository.target,
		}, strings.Fields(line), cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
		for _, text := range want.text {
			if got := unwrapped(strings.ReplaceAll(out.String(), other, "OTHER")); code != want.code || !strings.Contains(got, text) {
				t.Errorf("%s: exit code %d, want %q in:\n%s", args, code, text, &out)
			}
		}
	}
}

// TestBasePackages compares files that list packages, such as lockfiles and bills of
// materials: what is told is about packages that came.
func TestBasePackages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeTree(t, dir, map[string]string{"old.json": "pkg one 1", "new.json": "pkg two 1\npkg one 2"})
	for _, tt := range []struct {
		stdin, args string
		code        int
		want        string
	}{
		{"", "DIR/new.json", 1, "4 findings: 4 high"},
		{"", "-base DIR/old.json DIR/new.json", 1, "2 findings: 2 high"},
		{"", "-base DIR/new.json DIR/old.json", 0, "judged: 2; findings that are gone: 2"},
		{"pkg one 1\npkg two 2", "-base DIR/old.json -stdin-name x.json -", 1, "2 findings: 2 high"},
		{"", "-base DIR -", 2, "one folder or file is compared with it"},
	} {
		var out bytes.Buffer
		code := cli.Run(t.Context(), cli.Config{
			Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
				return []scan.Analyzer{stock{}, raiser{}}, nil
			},
		}, append([]string{"scan"}, strings.Fields(strings.ReplaceAll(tt.args, "DIR", dir))...), cli.Env{Stdin: strings.NewReader(tt.stdin), Stdout: &out, Stderr: &out})
		if got := unwrapped(out.String()); code != tt.code || !strings.Contains(got, tt.want) {
			t.Errorf("%s: exit code %d, want %q in:\n%s", tt.args, code, tt.want, &out)
		}
	}
}
