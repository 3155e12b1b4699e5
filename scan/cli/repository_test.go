package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// versions is a target that has one file in several versions.
type versions []string

func (v versions) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for _, text := range v {
			open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
			if !yield(&scan.Entry{Path: "a", Size: int64(len(text)), Open: open}, nil) {
				return
			}
		}
	}
}

// asked runs a scan and returns what it asks for of repositories.
func asked(t *testing.T, args ...string) (got []cli.Repository, history bool, code int, text string) {
	t.Helper()
	var out bytes.Buffer
	config := cli.Config{
		Analyzers: func(_ context.Context, o cli.Options) ([]scan.Analyzer, error) {
			history = o.History
			return []scan.Analyzer{marks{}}, nil
		},
		Repository: func(r cli.Repository) (scan.Target, error) {
			if r.Base == "wrong" {
				return nil, errors.New("wrong base")
			}
			got = append(got, r)
			return versions{"bad", "bad"}, nil
		},
	}
	code = cli.Run(t.Context(), config, append([]string{"scan"}, args...), cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
	return got, history, code, out.String()
}

func TestRepositoryFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := []struct {
		args    []string
		want    []cli.Repository
		history bool
		found   string
	}{
		{[]string{"-history"}, []cli.Repository{{Path: "."}}, true, "1 finding"},
		{[]string{"-range", "a..b", dir}, []cli.Repository{{Path: dir, Range: true, Base: "a", Head: "b"}}, true, "1 finding"},
		{[]string{"-range=v1.2..", "-exclude", "x"}, []cli.Repository{{Path: ".", Range: true, Base: "v1.2", Exclude: []string{"x"}}}, true, "1 finding"},
		{[]string{"-staged", "-allow-foreign-owner", ".", dir}, []cli.Repository{
			{Path: ".", Name: ".", Staged: true, AllowForeignOwner: true}, {Path: dir, Name: dir, Staged: true, AllowForeignOwner: true},
		}, false, "4 findings"},
	}
	for _, tt := range tests {
		got, history, code, out := asked(t, tt.args...)
		if diff := cmp.Diff(tt.want, got); diff != "" || code != cli.ExitFail || history != tt.history || !strings.Contains(out, tt.found) {
			t.Errorf("%v: exit code %d, history %v (-want +got):\n%s%s", tt.args, code, history, diff, out)
		}
	}
}

// checked is a target that tells early what is wrong with it.
type checked struct {
	versions
	err error
}

func (c checked) Check(context.Context) error { return c.err }

// TestMissingRevision wants what a range lacks to be told by the option, before
// anything is looked at.
func TestMissingRevision(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"-range none..HEAD": "gate: -range none..HEAD: .: no such revision\n", "-history": "gate: -history: .: no such revision\n", "-staged": "gate: -staged: .: no such revision\n",
	} {
		var out bytes.Buffer
		code := cli.Run(t.Context(), cli.Config{
			Analyzers:  func(context.Context, cli.Options) ([]scan.Analyzer, error) { return []scan.Analyzer{marks{}}, nil },
			Repository: func(cli.Repository) (scan.Target, error) { return checked{nil, errors.New("no such revision")}, nil },
		}, append([]string{"scan"}, strings.Fields(args)...), cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
		if code != cli.ExitIncomplete || out.String() != want {
			t.Errorf("%s: exit code %d:\n%s", args, code, &out)
		}
	}
}

func TestWrongRepositoryFlags(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ want, args string }{
		{"exclude each other", "-history -staged"},
		{"exclude each other", "-range a..b -staged"},
		{"want A..B", "-range main"},
		{"want A..B", "-range a...b"},
		{"want A..B", "-range ..b"},
		{"is no repository", "-history repository_test.go"},
		{"no such file", "-history none"},
		{"wrong base", "-range wrong..x"},
	} {
		if _, _, code, out := asked(t, strings.Fields(tt.args)...); code != cli.ExitUsage || !strings.Contains(out, tt.want) {
			t.Errorf("%s: exit code %d, want %q:\n%s", tt.args, code, tt.want, out)
		}
	}
	if code, _, errs := run(t, nil, "", "scan", "-history", "DIR"); code != cli.ExitUsage || !strings.Contains(errs, "-history") {
		t.Errorf("a command without repositories: exit code %d:\n%s", code, errs)
	}
}
