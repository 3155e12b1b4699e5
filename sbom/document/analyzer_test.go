package document_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
)

const (
	tags = "SPDXVersion: SPDX-2.3\nPackageName: axle\nSPDXID: SPDXRef-a\nExternalRef: PACKAGE-MANAGER purl pkg:npm/axle@3\n"
	xmls = `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components>
<component type="library" bom-ref="h"><name>hub</name><version>2</version><purl>pkg:npm/hub@2</purl></component>
</components></bom>`
	schema = `{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"bomFormat": {"enum": ["CycloneDX"]}}}`
)

// inventory runs the analyzer over files.
func inventory(t *testing.T, config document.AnalyzerConfig, files map[string]string, limit int64) (packages, diagnostics []string) {
	t.Helper()
	a, err := document.NewAnalyzer(config)
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a}, MaxFileSize: limit})
	if err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	result, _ := runner.Run(t.Context(), scan.FS(tree, scan.TreeConfig{})) // diagnostics are looked at below
	for _, p := range result.Packages {
		at := p.Locations[0]
		packages = append(packages, fmt.Sprintf("%s %s:%d %s", p.PURL, at.Path, at.Region.StartLine, at.Origin.Component))
	}
	for _, d := range result.Diagnostics {
		diagnostics = append(diagnostics, fmt.Sprintf("%s %t %d %v", d.Kind, d.Note, d.Location.Region.StartLine, d))
	}
	return packages, diagnostics
}

func TestAnalyzer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name                  string
		config                document.AnalyzerConfig
		files                 map[string]string
		packages, diagnostics []string
	}{
		{
			"formats, known by their content", document.AnalyzerConfig{},
			map[string]string{"z/bom.json": good, "dist/release.xml": xmls, "app.spdx": tags, "sbom.txt": tags, "notes.txt": tags, "package.json": `{"name": "wheel"}`, "schema.json": schema},
			[]string{"pkg:npm/axle@3 app.spdx:2 SPDXRef-a", "pkg:npm/hub@2 dist/release.xml:3 h", "pkg:npm/axle@3 sbom.txt:2 SPDXRef-a", "pkg:npm/wheel@1.2 z/bom.json:2 w", " z/bom.json:4 #/components/2"},
			[]string{"malformed false 3 z/bom.json: /components/1: null in place of a component"},
		},
		{
			"named file of no usual name", document.AnalyzerConfig{Named: []string{"notes"}}, map[string]string{"notes": tags, "others": tags},
			[]string{"pkg:npm/axle@3 notes:2 SPDXRef-a"}, nil,
		},
		{
			"broken", document.AnalyzerConfig{},
			map[string]string{"a.json": good[:100], "b.json": `{"bomFormat": "CycloneDX", "components": []}`, "c.spdx.json": `{"spdxVersion": ""}`},
			nil,
			[]string{
				"malformed false 2 a.json: the document breaks off here: invalid JSON: unexpected end",
				"unsupported false 0 b.json: the document cannot be read: no CycloneDX document: bomFormat or specVersion is missing: not a known bill of materials",
				"unsupported false 0 c.spdx.json: the document cannot be read: no SPDX document: it names no version: not a known bill of materials",
			},
		},
		{
			"test data", document.AnalyzerConfig{},
			map[string]string{"a/testdata/x/bom.json": good[:100], "test-fixtures/b.spdx": tags, "tests/c.xml": xmls, "latest/d.xml": xmls},
			[]string{"pkg:npm/hub@2 latest/d.xml:3 h"},
			[]string{"unsupported true 0 3 bills of materials are test data by their folders, and were not read, the first: a/testdata/x/bom.json; one that is named by its path, or whose folder is, is read"},
		},
		{
			"named test data", document.AnalyzerConfig{Named: []string{"", "testdata/x", "tests/c.xml"}},
			map[string]string{"testdata/x/a.xml": xmls, "testdata/x/test/b.xml": xmls, "tests/c.xml": xmls},
			[]string{"pkg:npm/hub@2 testdata/x/a.xml:3 h", "pkg:npm/hub@2 tests/c.xml:3 h"},
			[]string{"unsupported true 0 1 bill of materials is test data by its folder, and was not read: testdata/x/test/b.xml; one that is named by its path, or whose folder is, is read"},
		},
		{
			"all test data", document.AnalyzerConfig{TestData: true}, map[string]string{"testdata/a.xml": xmls},
			[]string{"pkg:npm/hub@2 testdata/a.xml:3 h"}, nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			packages, diagnostics := inventory(t, tt.config, tt.files, 0)
			if diff := cmp.Diff(tt.packages, packages); diff != "" {
				t.Errorf("packages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.diagnostics, diagnostics); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLargeDocuments wants documents above the size limit of a run to be read up to
// a limit of their own, and other large files to be left alone.
func TestLargeDocuments(t *testing.T) {
	t.Parallel()
	padding := strings.Repeat(" ", 200_000)
	files := map[string]string{
		"bom.json":       good + padding,
		"late.spdx.json": `{"SPDXID": "SPDXRef-DOCUMENT", "packages": [{"SPDXID": "SPDXRef-r", "name": "rim"}],` + padding + `"spdxVersion": "SPDX-2.3"}`,
		"data.json":      `{"a": 1}` + padding,
	}
	packages, _ := inventory(t, document.AnalyzerConfig{}, files, 10_000)
	if diff := cmp.Diff([]string{"pkg:npm/wheel@1.2 bom.json:2 w", " bom.json:4 #/components/2", " late.spdx.json:1 SPDXRef-r"}, packages); diff != "" {
		t.Errorf("packages (-want +got):\n%s", diff)
	}
	packages, diagnostics := inventory(t, document.AnalyzerConfig{MaxSize: 100_000}, files, 10_000)
	want := "what looks to be a bill of materials is above the limit of 100000 bytes"
	if diff := cmp.Diff([]string{"too-large false 0 bom.json: " + want, "too-large false 0 late.spdx.json: " + want}, diagnostics); diff != "" || len(packages) > 0 {
		t.Errorf("packages %v, diagnostics (-want +got):\n%s", packages, diff)
	}
}

func TestNewAnalyzerWantsALimit(t *testing.T) {
	t.Parallel()
	if _, err := document.NewAnalyzer(document.AnalyzerConfig{MaxSize: -1}); err == nil {
		t.Error("no error")
	}
}

// BenchmarkDetect looks at a file that is no document.
func BenchmarkDetect(b *testing.B) {
	text := bytes.Repeat([]byte(`{"name": "wheel", "version": "1.2.0"},`), 2000)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if document.Detect(text) != "" {
			b.Fatal("a document")
		}
	}
}
