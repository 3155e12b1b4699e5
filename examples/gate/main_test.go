package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

func run(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := cli.Run(t.Context(), config(), args, cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
	return code, out.String()
}

// TestOwnRepository wants this repository to pass its own gate.
func TestOwnRepository(t *testing.T) {
	t.Parallel()
	code, out := run(t, "scan", "../..", "-accept", "no-advisory-data", "-fail-on", "info")
	if code != cli.ExitPass {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

// TestWithoutAdvisories wants a project with dependencies to be no pass as
// long as nobody has looked for their vulnerabilities.
func TestWithoutAdvisories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/a\n\ngo 1.26.0\n\nrequire example.com/b v1.0.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out := run(t, "scan", dir)
	if code != cli.ExitIncomplete || !strings.Contains(out, "known vulnerabilities not checked for") || !strings.Contains(out, "give advisories with -advisories") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	advisories := t.TempDir()
	record := `{"id":"GO-2026-1","modified":"2026-01-01T00:00:00Z","summary":"b leaks","affected":[{"package":{"ecosystem":"Go","name":"example.com/b"},
		"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.0"}]}]}]}`
	if err := os.WriteFile(filepath.Join(advisories, "GO-2026-1.json"), []byte(record), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out = run(t, "scan", dir, "-advisories", advisories)
	if code != cli.ExitFail || !strings.Contains(out, "GO-2026-1") || !strings.Contains(out, "v1.2.0") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

func TestBrokenAdvisories(t *testing.T) {
	t.Parallel()
	for _, path := range []string{filepath.Join(t.TempDir(), "none"), t.TempDir()} {
		if code, out := run(t, "scan", ".", "-advisories", path); code != cli.ExitUsage || !strings.Contains(out, filepath.Base(path)) {
			t.Errorf("exit code %d:\n%s", code, out)
		}
	}
}
