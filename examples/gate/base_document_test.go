package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// TestBaseDocument wants of two bills of materials only what came to be told, and a bill
// of materials not to pass because nobody looked at what it lists.
func TestBaseDocument(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const component = `{"type":"library","bom-ref":"#","name":"#","version":"1.0.0","purl":"pkg:npm/#@1.0.0"}`
	const record = `{"id":"GHSA-#","modified":"2026-01-01T00:00:00Z","summary":"Leak","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],"affected":[{"package":{"ecosystem":"npm","name":"#"},"versions":["1.0.0"]}]}`
	named := func(text, name string) string { return strings.ReplaceAll(text, "#", name) }
	bill := func(components ...string) string {
		return `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[` + strings.Join(components, ",") + `]}`
	}
	for name, text := range map[string]string{
		"advisories/one.json": named(record, "one"), "advisories/two.json": named(record, "two"),
		"old.cdx.json": bill(named(component, "one")), "new.cdx.json": bill(named(component, "one"), named(component, "two")),
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{at("new.cdx.json")}, cli.ExitFail, "2 findings: "},
		{[]string{"-base", at("old.cdx.json"), at("new.cdx.json")}, cli.ExitFail, "1 finding: 1 critical"},
		{[]string{"-base", at("new.cdx.json"), at("old.cdx.json")}, cli.ExitPass, "No findings"},
	} {
		if code, out := run(t, append([]string{"scan", "-advisories", at("advisories")}, tt.args...)...); code != tt.code || !strings.Contains(out, tt.want) {
			t.Errorf("%v: exit code %d, want %q:\n%s", tt.args, code, tt.want, out)
		}
	}
}
