package cli_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// raised is an analyzer whose rules have fixes, one with pins and one without.
type raised struct{ marks }

func (raised) Rules() []*scan.Rule {
	return []*scan.Rule{
		{ID: "deps/old", Class: "vulnerable-dependency", Kind: scan.KindVulnerability, Fix: "Raises the version."},
		{ID: "test/tag", Class: "unpinned-component", Kind: scan.KindMisconfiguration, Fix: "Safe, with a resolver: names the commit."},
	}
}

// TestExplainFix wants pins to be named only where they matter.
func TestExplainFix(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"deps/old": "Fix:\nRaises the version.\n'gate fix -rule deps/old' shows what it changes; -unsafe includes the fixes that are not safe.\n",
		"test/tag": "Fix:\nSafe, with a resolver: names the commit.\n'gate fix -rule test/tag' shows what it changes; -unsafe includes the fixes that are not safe, -pins FILE says what tags and branches stand for.\n",
	} {
		if out := explained(t, rule); !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// explained returns what is said about a rule.
func explained(t *testing.T, rule string) string {
	t.Helper()
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), cli.Config{Name: "gate", Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
		return []scan.Analyzer{raised{}}, nil
	}}, []string{"rules", "explain", rule}, cli.Env{Stdout: &out, Stderr: &errs})
	if code != cli.ExitPass {
		t.Fatalf("exit code %d: %s", code, &errs)
	}
	return out.String()
}

// TestExplainIgnore wants what there is for dependencies to be named.
func TestExplainIgnore(t *testing.T) {
	t.Parallel()
	out := explained(t, "deps/old")
	for _, want := range []string{"  # penstock: ignore[deps/old] the reason\n", "'gate scan -vex FILE' takes statements", "'gate scan -class vulnerable-dependency=off'"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if out := explained(t, "test/tag"); strings.Contains(out, "-vex") {
		t.Errorf("statements are none about a tag:\n%s", out)
	}
}
