package cli_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// TestNamed wants the analyzers to know which paths somebody named, as the run writes
// them.
func TestNamed(t *testing.T) {
	t.Parallel()
	elsewhere := t.TempDir()
	for args, want := range map[string][]string{
		"":                                 nil,
		".":                                {""},
		elsewhere:                          {""},
		"../cli doc.go":                    {"", "doc.go"},
		"-stdin-name bom.json -":           {"bom.json"},
		"../fix/fix.go -base ../cli.go":    {"fix/fix.go", "cli.go"},
		filepath.Join(elsewhere, "none.x"): {strings.TrimPrefix(filepath.ToSlash(elsewhere), "/") + "/none.x"},
	} {
		var got []string
		config := cli.Config{Analyzers: func(_ context.Context, o cli.Options) ([]scan.Analyzer, error) {
			got = o.Named
			return nil, nil
		}}
		var out bytes.Buffer
		cli.Run(t.Context(), config, append([]string{"scan"}, strings.Fields(args)...), cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", args, diff)
		}
	}
}
