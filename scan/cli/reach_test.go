package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// TestReachRoots wants the folder of each path, from which the target's paths
// lead to its files.
func TestReachRoots(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "go.mod")
	if err := os.WriteFile(file, []byte("module example.com/a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(mustGetwd(t), file)
	if err != nil {
		t.Fatal(err)
	}
	up := strings.Repeat("../", strings.Count(filepath.ToSlash(rel), "../"))
	for _, test := range []struct {
		args, want []string
	}{
		{nil, []string{"."}},
		{[]string{"."}, []string{"."}},
		{[]string{dir, ".", "cli.go"}, []string{dir, ".", "."}},
		{[]string{file, rel}, []string{strings.TrimSuffix(filepath.ToSlash(file), strings.TrimPrefix(filepath.ToSlash(file), "/")), up}},
	} {
		var got []string
		config := cli.Config{Reach: true, Analyzers: func(_ context.Context, o cli.Options) ([]scan.Analyzer, error) {
			if !o.Reach {
				t.Error("the flag is not told")
			}
			got = o.Roots
			return []scan.Analyzer{marks{}}, nil
		}}
		var out bytes.Buffer
		cli.Run(t.Context(), config, append([]string{"scan", "-reach", "-exclude", "*"}, test.args...), cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%v: -want +got:\n%s%s", test.args, diff, out.String())
		}
	}
}

func mustGetwd(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestNoReach wants no flag that nobody heeds.
func TestNoReach(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	config := cli.Config{Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) { return []scan.Analyzer{marks{}}, nil }}
	if code := cli.Run(t.Context(), config, []string{"scan", "-reach", "."}, cli.Env{Stdout: &out, Stderr: &out}); code != cli.ExitUsage {
		t.Errorf("exit code %d: %s", code, out.String())
	}
}
