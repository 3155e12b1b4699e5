package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// written returns a folder with files.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestPins wants the commits of a file of pins in the diff, and a broken file to
// be told.
func TestPins(t *testing.T) {
	t.Parallel()
	const commit = "0123456789abcdef0123456789abcdef01234567"
	dir := written(t, map[string]string{
		".github/workflows/a.yml": "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: octo/tool@v1\n",
	})
	pins := filepath.Join(t.TempDir(), "pins.txt")
	if err := os.WriteFile(pins, []byte("octo/tool@v1 "+commit+" v1.2.3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out := run(t, "fix", dir); code != cli.ExitPass || !strings.Contains(out, "nothing to fix") {
		t.Errorf("without pins: exit code %d:\n%s", code, out)
	}
	if code, out := run(t, "fix", "-pins", pins, dir); code != cli.ExitFail || !strings.Contains(out, "+      - uses: octo/tool@"+commit+" # v1.2.3\n") {
		t.Errorf("with pins: exit code %d:\n%s", code, out)
	}
	if err := os.WriteFile(pins, []byte("octo/tool@v1 main\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out := run(t, "fix", "-pins", pins, dir); code != cli.ExitUsage || !strings.Contains(out, "line 1 of the pins") {
		t.Errorf("with broken pins: exit code %d:\n%s", code, out)
	}
	if code, out := run(t, "fix", "-pins", pins+".none", dir); code != cli.ExitUsage {
		t.Errorf("without the file: exit code %d:\n%s", code, out)
	}
}

// TestIgnores wants decisions that are written down for other tools to be
// honoured and counted, and comments without use to be told on request.
func TestIgnores(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{
		".github/workflows/a.yml": "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: octo/tool@v1\n      - run: make # penstock: ignore[remote-script-exec]\n",
		".github/zizmor.yml":      "rules:\n  unpinned-uses:\n    ignore:\n      - a.yml:7\n",
	})
	if code, out := run(t, "scan", dir); code != cli.ExitPass || !strings.Contains(out, "Suppressed, not shown: 1 by zizmor.yml") || strings.Contains(out, "unused-ignore") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if code, out := run(t, "scan", "-no-ignore-files", "-unused-ignores", dir); code != cli.ExitFail || !strings.Contains(out, "unused-ignore  .github/workflows/a.yml:8") {
		t.Errorf("without the files: exit code %d:\n%s", code, out)
	}
}
