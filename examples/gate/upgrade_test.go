package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// TestFixUpgrades wants versions with a known vulnerability to be raised in the
// manifests, and nothing to be left of it then.
func TestFixUpgrades(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const record = `{"id":"GHSA-1","modified":"2026-01-01T00:00:00Z","summary":"Leak","affected":[{"package":{"ecosystem":"%","name":"#"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.4.2"}]}]}]}`
	for name, text := range map[string]string{
		"advisories/go.json":        strings.NewReplacer("%", "Go", "#", "example.com/b", "GHSA-1", "GO-1").Replace(record),
		"advisories/py.json":        strings.NewReplacer("%", "PyPI", "#", "py-b", "GHSA-1", "PYSEC-1").Replace(record),
		"project/go.mod":            "module example.com/a\n\ngo 1.24\n\nrequire example.com/b v1.3.0\n",
		"project/requirements.txt":  "Py_B==1.4.0 # pinned\n",
		"project/unrelated/go.mod":  "module example.com/c\n",
		"project/pinned/readme.txt": "example.com/b v1.3.0\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	advisories, project := filepath.Join(dir, "advisories"), filepath.Join(dir, "project")
	code, out := run(t, "fix", "-write", "-advisories", advisories, project)
	if !strings.Contains(out, "fixed ") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	wantFile(t, filepath.Join(project, "requirements.txt"), "Py_B==1.4.2 # pinned\n")
	wantFile(t, filepath.Join(project, "go.mod"), "module example.com/a\n\ngo 1.24\n\nrequire example.com/b v1.3.0\n")
	if code, out = run(t, "fix", "-unsafe", "-write", "-advisories", advisories, project); code != cli.ExitPass || !strings.Contains(out, "fixed ") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	wantFile(t, filepath.Join(project, "go.mod"), "module example.com/a\n\ngo 1.24\n\nrequire example.com/b v1.4.2\n")
	if _, out = run(t, "fix", "-unsafe", "-advisories", advisories, project); !strings.Contains(out, "nothing to fix") {
		t.Errorf("something is left to fix:\n%s", out)
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q, want %q: %v", filepath.Base(path), got, want, err)
	}
}
