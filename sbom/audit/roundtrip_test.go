package audit_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/audit"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/spdx"
	"github.com/penstock-dev/penstock/scan"
)

// TestRoundTrip holds that a document of an inventory, in every format, says
// neither more nor less than the inventory.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{
		"web/package-lock.json": {Data: []byte(`{"name": "web", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "web", "version": "1.0.0", "dependencies": {"axle": "^1.0.0"}, "devDependencies": {"@mill/test": "2.0.0"}},
"node_modules/axle": {"version": "1.0.0", "resolved": "https://registry.example/axle-1.0.0.tgz", "integrity": "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==", "license": "MIT"},
"node_modules/@mill/test": {"version": "2.0.0", "dev": true}}}`)},
		"axle/package-lock.json": {Data: []byte(`{"name": "axle", "version": "9.0.0", "lockfileVersion": 3, "packages": {"": {"name": "axle", "version": "9.0.0"}}}`)},
		"go.mod":                 {Data: []byte("module mill.example/mill\n\ngo 1.26\n\nrequire mill.example/axle v1.2.3\n")},
		"tools/requirements.txt": {Data: []byte("Zope_Interface==5.0\nbolt>=2\n")},
	}
	inventory, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{inventory}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(context.Background(), scan.FS(tree, scan.TreeConfig{}))
	if err != nil && !errors.Is(err, scan.ErrIncomplete) || len(result.Packages) < 7 {
		t.Fatalf("%d packages: %v", len(result.Packages), err)
	}
	d := bom.New(result.Packages, bom.Config{})
	for name, write := range map[string]func(*bytes.Buffer) error{
		"CycloneDX": func(b *bytes.Buffer) error { return cyclonedx.Write(b, d, cyclonedx.WriteConfig{}) },
		"SPDX 2.3":  func(b *bytes.Buffer) error { return spdx.Write(b, d, spdx.WriteConfig{}) },
		"SPDX 3":    func(b *bytes.Buffer) error { return spdx.Write(b, d, spdx.WriteConfig{Version: "3.0.1"}) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		back, err := document.Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		r := audit.Compare(back, "bom", result.Packages, audit.Config{})
		if len(r.Entries) > 0 || r.Matched < 4 || r.Matched != r.Listed || r.Matched != r.Found {
			t.Errorf("%s: %v", name, describe(r))
		}
	}
}
