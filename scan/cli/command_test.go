package cli_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// mill is a command of a program's own.
func mill() cli.Command {
	return cli.Command{Name: "mill", Summary: "grind grain", Verbs: []cli.Verb{
		{
			Name: "grind", Args: "[flags] GRAIN …", Summary: "grind it", Details: "Examples:\n  %s -fine rye\n",
			Values: map[string][]string{"stone": {"basalt", "granite"}},
			New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
				fine := flags.Bool("fine", false, "grind twice")
				stone := flags.String("stone", "basalt", "`kind` of stone")
				return func(_ context.Context, call cli.Call) (int, error) {
					if len(call.Args) == 0 {
						return 0, cli.Usage("want %s", "grain")
					}
					call.Progress(scan.Coverage{})
					fmt.Fprintln(call.Stdout, call.Tool.Name, call.Tool.Version, *fine, *stone, call.Args, call.Lookup("WIND"))
					return cli.ExitPass, nil
				}
			},
		},
		{
			Name: "stop", Summary: "stop it",
			New: func(*flag.FlagSet) func(context.Context, cli.Call) (int, error) {
				return func(context.Context, cli.Call) (int, error) {
					return cli.ExitFail, errors.New("the wind does not stop")
				}
			},
		},
	}}
}

func runMill(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := cli.Env{Stdout: &stdout, Stderr: &stderr, Getenv: func(name string) string { return strings.ToLower(name) }}
	code = cli.Run(t.Context(), cli.Config{Version: "2", Commands: []cli.Command{mill()}}, args, env)
	return code, stdout.String(), stderr.String()
}

// TestCommands calls a command that a program brings.
func TestCommands(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args      string
		code      int
		out, errs string
	}{
		{"mill rye -fine wheat", cli.ExitPass, "gate 2 true basalt [rye wheat] wind\n", ""},
		{"mill grind -stone granite -- -rye", cli.ExitPass, "gate 2 false granite [-rye] wind\n", ""},
		{"mill", cli.ExitUsage, "", "gate: want grain\nRun 'gate mill grind -help' for its flags"},
		{"mill stop", cli.ExitIncomplete, "", "gate: the wind does not stop\n"},
		{"mill stop -now", cli.ExitUsage, "", "mill stop: flag provided but not defined: -now"},
		{"mill -help", cli.ExitPass, "  gate mill [grind] [flags] GRAIN …", ""},
		{"mill help stop", cli.ExitPass, "mill stop: stop it.\n", ""},
		{"help mill", cli.ExitPass, "gate mill: grind grain.", ""},
		{"help mill grind", cli.ExitPass, "  gate mill grind -fine rye\n", ""},
		{"mill grind -help", cli.ExitPass, "kind of stone", ""},
		{"help", cli.ExitPass, "gate mill [verb] [flags] …", ""},
		{"scan -nonsense", cli.ExitUsage, "", "Run 'gate scan -help' for its flags"},
	} {
		code, out, errs := runMill(t, strings.Fields(tt.args)...)
		if code != tt.code || !strings.Contains(out, tt.out) || !strings.Contains(errs, tt.errs) {
			t.Errorf("%s: exit code %d\n%s\n%s", tt.args, code, out, errs)
		}
		if code == cli.ExitUsage && out != "" {
			t.Errorf("%s: help on standard output for a wrong command line:\n%s", tt.args, out)
		}
	}
}

// TestCommandCompletion lets the shells check the scripts, and bash complete with
// its own.
func TestCommandCompletion(t *testing.T) {
	t.Parallel()
	for shell, want := range map[string]string{"bash": "basalt granite", "zsh": "(basalt granite)", "fish": "-x -a 'basalt granite'"} {
		_, script, _ := runMill(t, "completion", shell)
		if !strings.Contains(script, want) || !strings.Contains(script, "grind") {
			t.Errorf("%s: no %q in\n%s", shell, want, script)
		}
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		cmd := exec.Command(path, "-n", "/dev/stdin")
		cmd.Stdin = strings.NewReader(script)
		if msg, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s refuses its script: %s", shell, msg)
		}
		if shell != "bash" {
			continue
		}
		for words, want := range map[string]string{
			"gate m": "mill", "gate mill s": "stop", "gate mill -f": "-fine", "gate mill grind -s": "-stone", "gate mill grind -stone g": "granite", "gate mill -stone g": "granite",
			"gate fix -un": "-unsafe", "gate scan -hist": "", "gate fix -class unpinned-i": "unpinned-image", "gate db imp": "import", "gate db status -max": "-max-age",
		} {
			list := strings.Fields(words)
			call := fmt.Sprintf("%s\nCOMP_WORDS=(%s); COMP_CWORD=%d; _gate_complete; echo ${COMPREPLY[@]}", script, words, len(list)-1)
			cmd := exec.Command(path, "--norc", "-c", call)
			cmd.Dir = t.TempDir()
			if out, err := cmd.Output(); err != nil || strings.TrimSpace(string(out)) != want {
				t.Errorf("%s: %q, want %q, %v", words, out, want, err)
			}
		}
	}
}
