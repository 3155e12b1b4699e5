package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/govuln"
)

// TestMain makes the test a worker too, as main does with the command.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == worker {
		os.Exit(govuln.Worker(context.Background(), os.Args[2:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// TestReach wants one finding for a vulnerability, with what is known of it.
func TestReach(t *testing.T) {
	t.Parallel()
	dir, advisories := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(dir, "go.mod"):                    "module example.com/a\n\ngo 1.26.0\n\nrequire example.com/b v1.0.0\n",
		filepath.Join(dir, "a.go"):                      "package a\n\nimport \"example.com/b\"\n\nfunc A() { b.Leak() }\n",
		filepath.Join(dir, "vendor/modules.txt"):        "# example.com/b v1.0.0\n## explicit; go 1.26.0\nexample.com/b\n",
		filepath.Join(dir, "vendor/example.com/b/b.go"): "package b\n\nfunc Leak() {}\n",
		filepath.Join(advisories, "GO-2026-1.json"):     `{"id":"GO-2026-1","modified":"2026-01-01T00:00:00Z","summary":"b leaks","affected":[{"package":{"ecosystem":"Go","name":"example.com/b"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.0"}]}],"ecosystem_specific":{"imports":[{"path":"example.com/b","symbols":["Leak"]}]}}]}`,
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	code, out := run(t, "scan", dir, "-advisories", advisories)
	if code != cli.ExitFail || !strings.Contains(out, "GO-2026-1, imported") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	code, out = run(t, "scan", dir, "-advisories", advisories, "-reach")
	if code != cli.ExitFail || !strings.Contains(out, "GO-2026-1, called") || !strings.Contains(out, "example.com/a.A → example.com/b.Leak") || !strings.Contains(out, "1 finding") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}
