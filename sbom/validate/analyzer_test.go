package validate_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/validate"
	"github.com/penstock-dev/penstock/scan"
)

func TestAnalyzer(t *testing.T) {
	t.Parallel()
	wrong := []byte("{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\",\n\"colour\": [1]}")
	fsys := fstest.MapFS{
		"bom.json":         {Data: wrong},
		"a/app.cdx.json":   {Data: wrong},
		"a/package.json":   {Data: wrong},
		"a/bomb.json":      {Data: wrong},
		"sbom.yaml":        {Data: []byte("a: 1\n")},
		"large.spdx.json":  {Data: append([]byte(`{"spdxVersion": "SPDX-2.3", "x": "`), make([]byte, 4096)...)},
		"many-vex_1.json":  {Data: []byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7}`)},
		"docs/readme.spdx": {Data: []byte("nothing\n")},
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{newValidator(t, validate.Config{MaxSize: 4096, MaxProblems: 6})}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), scan.FS(fsys, scan.TreeConfig{}))
	if err == nil {
		t.Error("no file was incomplete")
	}
	var got []string
	for _, f := range result.Findings {
		finding, ok := f.(*validate.Finding)
		if !ok {
			t.Fatalf("%T", f)
		}
		got = append(got, fmt.Sprint(finding.Location.Path, ":", finding.Location.Region.StartLine, " ", finding.RuleID(), " ", finding.Location.Logical, " ", finding.Format, finding.SpecVersion))
	}
	for _, d := range result.Diagnostics {
		got = append(got, fmt.Sprint(d.Kind, " ", d.Location.Path))
	}
	want := []string{
		"a/app.cdx.json:2 sbom/structure /colour CycloneDX1.6",
		"bom.json:2 sbom/structure /colour CycloneDX1.6",
		"many-vex_1.json:1 sbom/structure /a CycloneDX1.6",
		"many-vex_1.json:1 sbom/structure /b CycloneDX1.6",
		"many-vex_1.json:1 sbom/structure /c CycloneDX1.6",
		"many-vex_1.json:1 sbom/structure /d CycloneDX1.6",
		"many-vex_1.json:1 sbom/structure /e CycloneDX1.6",
		"many-vex_1.json:1 sbom/structure /f CycloneDX1.6",
	}
	want = append(want, "too-large large.spdx.json", "limit many-vex_1.json")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"bom.json": true, "a/BOM.XML": true, "app.cdx.json": true, "app.cyclonedx.xml": true, "app.spdx": true, "app.spdx.yaml": true, "sbom-app.json": true,
		"app.spdx.rdf": true, "vex.json": true, "app_bom.json": true, "package.json": false, "pom.xml": false, "bombs.json": false, "bom": false, "bom.go": false,
	} {
		if got := validate.Documents(name); got != want {
			t.Errorf("Documents(%q) = %t", name, got)
		}
	}
}
