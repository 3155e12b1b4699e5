package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// project writes a folder with a lockfile, an advisory about one of its
// packages, a policy of licenses and a VEX statement.
func project(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"app/package-lock.json": `{"name": "app", "lockfileVersion": 3, "packages": {
			"": {"name": "app", "dependencies": {"plot": "1.0.0"}},
			"node_modules/plot": {"version": "1.0.0", "resolved": "https://registry.example/plot.tgz", "license": "MIT", "dependencies": {"graphs": "2.0.0"}},
			"node_modules/graphs": {"version": "2.0.0", "resolved": "https://registry.example/graphs.tgz", "license": "AGPLv3"}}}`,
		"advisories/A-1.json": `{"id": "CVE-2026-1", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "plot"},
			"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.1.0"}]}]}], "database_specific": {"severity": "HIGH"}}`,
		"licenses.yaml": "allow: [permissive]\ndeny: [network-copyleft]\n",
		"vex.json": `{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/vex/1", "author": "Acme", "timestamp": "2026-03-01T09:00:00Z", "version": 1,
			"statements": [{"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:npm/plot@1.0.0"}],
			"status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"}]}`,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func gate(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := cli.Env{Stdout: &stdout, Stderr: &stderr, Getenv: func(name string) string {
		return map[string]string{"SOURCE_DATE_EPOCH": "1772355600"}[name]
	}}
	code = cli.Run(t.Context(), config(), args, env)
	return code, stdout.String() + stderr.String()
}

// TestLicenses wants a denied license to fail, with the way to it.
func TestLicenses(t *testing.T) {
	t.Parallel()
	dir := project(t)
	app := filepath.Join(dir, "app")
	code, out := gate(t, "scan", "-accept", "no-advisory-data", app)
	if code != cli.ExitPass {
		t.Errorf("without a policy: exit code %d\n%s", code, out)
	}
	policy := filepath.Join(dir, "licenses.yaml")
	code, out = gate(t, "scan", "-accept", "no-advisory-data", "-licenses", policy, app)
	for _, want := range []string{"license/denied", "graphs 2.0.0 is under AGPL-3.0-only (network-copyleft), which the policy denies", "plot@1.0.0"} {
		if code != cli.ExitFail || !strings.Contains(out, want) {
			t.Errorf("exit code %d, and no %q in\n%s", code, want, out)
		}
	}
	if code, out = gate(t, "scan", "-accept", "no-advisory-data", "-licenses", policy, "-class", "license-violation=off", app); code != cli.ExitPass {
		t.Errorf("with the class off: exit code %d\n%s", code, out)
	}
	if code, out = gate(t, "scan", "-licenses", filepath.Join(dir, "none.yaml"), app); code != cli.ExitUsage {
		t.Errorf("without the file: exit code %d\n%s", code, out)
	}
}

// TestVEX wants a statement to suppress, and what is written to say the same.
func TestVEX(t *testing.T) {
	t.Parallel()
	dir := project(t)
	app, advisories, statements := filepath.Join(dir, "app"), filepath.Join(dir, "advisories"), filepath.Join(dir, "vex.json")
	code, out := gate(t, "scan", "-advisories", advisories, "-format", "openvex", app)
	for _, want := range []string{`"status": "affected"`, `"action_statement": "Upgrade plot to 1.1.0."`, `"timestamp": "2026-03-01T09:00:00Z"`, `"tooling": "gate`} {
		if code != cli.ExitFail || !strings.Contains(out, want) {
			t.Errorf("exit code %d, and no %q in\n%s", code, want, out)
		}
	}
	for format, wants := range map[string][]string{
		"text":          {"Suppressed, not shown: 1 by vex."},
		"openvex":       {`"status": "not_affected"`, `"justification": "vulnerable_code_not_in_execute_path"`},
		"cyclonedx-vex": {`"state": "not_affected"`, `"justification": "code_not_reachable"`, `"ref": "pkg:npm/plot@1.0.0"`},
	} {
		code, out := gate(t, "scan", "-advisories", advisories, "-vex", statements, "-vex-product", "pkg:npm/app", "-format", format, app)
		for _, want := range wants {
			if code != cli.ExitPass || !strings.Contains(out, want) {
				t.Errorf("%s: exit code %d, and no %q in\n%s", format, code, want, out)
			}
		}
		if _, again := gate(t, "scan", "-advisories", advisories, "-vex", statements, "-vex-product", "pkg:npm/app", "-format", format, app); format != "text" && again != out {
			t.Errorf("%s: the second report differs", format)
		}
	}
	if code, out := gate(t, "scan", "-vex", filepath.Join(dir, "licenses.yaml"), app); code != cli.ExitUsage || !strings.Contains(out, "not a known VEX document") {
		t.Errorf("with another file: exit code %d\n%s", code, out)
	}
}
