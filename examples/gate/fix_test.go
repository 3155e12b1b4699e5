package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// TestFix wants git to make the same of the diff that -write makes, and nothing
// to be left to fix then.
func TestFix(t *testing.T) {
	t.Parallel()
	const workflow = "on: issues\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v6 # six\n      - run: echo \"${{ github.event.issue.title }} ${{ github.event.issue.body }}\""
	written, applied := t.TempDir(), t.TempDir()
	for _, dir := range []string{written, applied} {
		if err := os.MkdirAll(filepath.Join(dir, ".github/workflows"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, ".github/workflows/a.yml"), []byte(workflow), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	code, out := run(t, "fix", "-unsafe", applied)
	const end = "\\ No newline at end of file\n"
	if code != cli.ExitFail || !strings.Contains(out, end) || strings.Contains(out, "left out") {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	diff := out[:strings.LastIndex(out, end)+len(end)] // remarks come behind it
	cmd := exec.Command("git", "apply", "-")
	cmd.Dir, cmd.Stdin = applied, strings.NewReader(diff)
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(applied))
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v: %s\n%s", err, msg, diff)
	}
	if code, out := run(t, "fix", "-unsafe", "-write", written); code != cli.ExitPass || !strings.Contains(out, "fixed ") {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	a, err := os.ReadFile(filepath.Join(applied, ".github/workflows/a.yml"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(written, ".github/workflows/a.yml"))
	if err != nil || string(a) != string(b) || string(a) == workflow {
		t.Errorf("git makes\n%s\nand -write\n%s", a, b)
	}
	if code, out := run(t, "fix", "-unsafe", written); code != cli.ExitPass || !strings.Contains(out, "nothing to fix") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}
