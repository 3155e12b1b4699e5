package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/report"
)

// lines is a report of a program's own.
type lines struct{ w io.Writer }

func (l lines) Finding(f scan.Finding) error {
	_, err := fmt.Fprintln(l.w, f.Common().Message, f.Common().Suppressed())
	return err
}
func (lines) Diagnostic(*scan.Diagnostic) error { return nil }
func (l lines) Close(*report.Summary) error     { return nil }

// TestHooks holds statements and formats that a program brings.
func TestHooks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte("bad\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	config := cli.Config{
		Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) { return []scan.Analyzer{marks{}}, nil },
		Statements: func(s cli.Statements) (func(cli.Results) cli.Results, error) {
			if s.Paths[0] == "none" {
				return nil, errors.New("there is no such file")
			}
			return func(in cli.Results) cli.Results {
				return func(yield func(scan.Finding, error) bool) {
					for f, err := range in {
						if f != nil {
							f.Common().Suppressions = []scan.Suppression{{Kind: "external", Mechanism: strings.Join(append(s.Paths, s.Products...), " ")}}
						}
						if !yield(f, err) {
							return
						}
					}
				}
			}, nil
		},
		Formats: map[string]func(cli.Output) (report.Encoder, error){
			"lines": func(o cli.Output) (report.Encoder, error) {
				_, err := fmt.Fprintln(o, o.Env.Getenv("HOME"), o.Statements.Products)
				return lines{o}, err
			},
			"broken": func(cli.Output) (report.Encoder, error) { return nil, errors.New("it is broken") },
		},
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-vex", "v.json", "-vex-product", "pkg:oci/x", "-format", "lines"}, cli.ExitPass, "home [pkg:oci/x]\nthe word bad true\n"},
		{[]string{"-vex", "v.json", "-vex", "w.json"}, cli.ExitPass, "1 by v.json w.json"},
		{[]string{"-format", "lines"}, cli.ExitFail, "the word bad false\n"},
		{[]string{"-vex", "none"}, cli.ExitUsage, "-vex: there is no such file"},
		{[]string{"-format", "broken"}, cli.ExitUsage, "-format: it is broken"},
		{[]string{"-format", "unheard"}, cli.ExitUsage, "want one of broken, github, jsonl, lines, sarif, text"},
	} {
		var out bytes.Buffer
		env := cli.Env{Stdout: &out, Stderr: &out, Getenv: func(string) string { return "home" }}
		code := cli.Run(t.Context(), config, append(append([]string{"scan"}, c.args...), dir), env)
		if code != c.code || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v: exit code %d, and no %q in\n%s", c.args, code, c.want, &out)
		}
	}
	var out bytes.Buffer
	config.Statements = nil
	if code := cli.Run(t.Context(), config, []string{"scan", "-vex", "v.json", dir}, cli.Env{Stdout: &out, Stderr: &out}); code != cli.ExitUsage {
		t.Errorf("without statements -vex gives exit code %d: %s", code, &out)
	}
}
