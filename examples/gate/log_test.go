package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// TestLog wants a secret to be found in a job's log, through its colours, and
// nothing else to be looked for.
func TestLog(t *testing.T) {
	t.Parallel()
	const stamp = "2026-11-22T02:00:00.0000000Z "
	token := "gh" + "p_" + "a1B2c3D4e5\x1b[1mF6g7H8i9J0k1L2m3N4o5P6q7R8"
	path := filepath.Join(t.TempDir(), "build.log")
	if err := os.WriteFile(path, []byte(stamp+"make\n"+stamp+"push "+token+"\n"+stamp+"TOKEN=***\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out := run(t, "scan", "-log", path)
	if code != cli.ExitFail || !strings.Contains(out, "critical  2:35") || !strings.Contains(out, "1 finding:") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if code, out := run(t, "scan", path, "-accept", "no-advisory-data"); code != cli.ExitPass {
		t.Errorf("not as a log: exit code %d:\n%s", code, out)
	}
}
