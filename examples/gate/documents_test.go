package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

const bill = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
{"type": "library", "bom-ref": "b", "name": "b", "version": "v1.0.0", "purl": "pkg:golang/example.com/b@v1.0.0"},
{"type": "library", "bom-ref": "c", "name": "c", "version": "v1.0.0", "purl": "pkg:golang/example.com/c@v1.0.0"},
{"type": "operating-system", "name": "mill-os", "version": "12"}]}`

// TestBillsOfMaterials wants what documents list to be matched, what a lockfile
// names too to be told once, and test data to be read only if it is named.
func TestBillsOfMaterials(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	record := `{"id":"GO-2026-1","modified":"2026-01-01T00:00:00Z","summary":"b leaks","affected":[{"package":{"ecosystem":"Go","name":"example.com/b"},
		"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.0"}]}]}]}`
	advisories := t.TempDir()
	lock := "module example.com/a\n\ngo 1.26.0\n\nrequire example.com/b v1.0.0\n"
	for name, text := range map[string]string{
		filepath.Join(advisories, "GO-2026-1.json"): record, "lock/go.mod": lock, "lock/bom.json": bill, "alone/release.json": bill, "alone/testdata/x.cdx.json": bill,
	} {
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		path, at string
		want     []string
	}{
		{"lock", "go.mod\n  unknown", []string{"bom.json:2:1  definition: also named here", "Go: 3 packages checked", "1 component, such as images and operating systems"}},
		{"alone", "release.json\n  unknown", []string{"from     component b", "Go: 2 packages checked", "1 bill of materials is test data by its folder", "testdata/x.cdx.json"}},
		{"alone/release.json", "release.json\n  unknown", []string{"Go: 2 packages checked"}},
		{"alone/testdata", "x.cdx.json\n  unknown", []string{"Go: 2 packages checked"}},
		{"alone/testdata/x.cdx.json", "x.cdx.json\n  unknown", []string{"Go: 2 packages checked"}},
	} {
		code, out := run(t, "scan", filepath.Join(dir, tt.path), "-advisories", advisories)
		if code != cli.ExitFail || strings.Count(out, "GO-2026-1 (") > 2 || strings.Count(out, "is affected by") != 1 {
			t.Errorf("%s: exit code %d:\n%s", tt.path, code, out)
		}
		for _, want := range append(tt.want, tt.at) {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in:\n%s", tt.path, want, out)
			}
		}
	}
}
