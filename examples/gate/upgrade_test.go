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

// TestFixWorkspaces wants the edits to land in the manifests of the members that ask for
// a package, and only what is in the project to be written.
func TestFixWorkspaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const record = `{"id":"GHSA-1","modified":"2026-01-01T00:00:00Z","summary":"Leak","affected":[{"package":{"ecosystem":"%","name":"b"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.4.2"}]}]}]}`
	files := map[string]string{
		"advisories/npm.json":                   strings.ReplaceAll(record, "%", "npm"),
		"advisories/crate.json":                 strings.NewReplacer("%", "crates.io", "GHSA-1", "RUSTSEC-1").Replace(record),
		"project/package.json":                  `{"name": "root", "workspaces": ["packages/*"]}`,
		"project/packages/a/package.json":       `{"name": "a", "dependencies": {"b": "^1.4.0"}}`,
		"project/packages/c/package.json":       `{"name": "c", "dependencies": {"b": "^2.0.0"}}`,
		"project/stray/package.json":            `{"name": "stray", "dependencies": {"b": "^1.4.0"}}`,
		"project/package-lock.json":             `{"name": "root", "lockfileVersion": 3, "packages": {"": {"workspaces": ["packages/*"]}, "node_modules/a": {"resolved": "packages/a", "link": true}, "node_modules/b": {"version": "1.4.1"}, "packages/a": {"dependencies": {"b": "^1.4.0"}}}}`,
		"project/rust/Cargo.toml":               "[workspace]\nmembers = [\"crates/*\"]\n",
		"project/rust/crates/member/Cargo.toml": "[package]\nname = \"member\"\nversion = \"0.1.0\"\n\n[dependencies]\nb = \"1.4.0\" # why\n",
		"project/rust/Cargo.lock":               "version = 3\n\n[[package]]\nname = \"b\"\nversion = \"1.4.1\"\nsource = \"registry+https://registry.example/index\"\n\n[[package]]\nname = \"member\"\nversion = \"0.1.0\"\ndependencies = [\"b\"]\n",
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"fix", "-unsafe", "-write", "-advisories", filepath.Join(dir, "advisories"), filepath.Join(dir, "project")}
	if code, out := run(t, args...); code != cli.ExitPass || !strings.Contains(out, "fixed 2 findings with 2 fixes in 2 files") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	for name, text := range files {
		switch name {
		case "project/packages/a/package.json":
			text = strings.ReplaceAll(text, "^1.4.0", "^1.4.2")
		case "project/rust/crates/member/Cargo.toml":
			text = strings.ReplaceAll(text, "1.4.0", "1.4.2")
		}
		wantFile(t, filepath.Join(dir, name), text)
	}
	if code, out := run(t, args...); code != cli.ExitPass || !strings.Contains(out, "nothing to fix") {
		t.Errorf("once more: exit code %d:\n%s", code, out)
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q, want %q: %v", filepath.Base(path), got, want, err)
	}
}
