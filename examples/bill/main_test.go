package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
)

// project is a tree with a lockfile and a workflow.
func project(version string) scan.Target {
	return scan.FS(fstest.MapFS{
		"package-lock.json": {Data: []byte(`{"name": "shop", "lockfileVersion": 3, "packages": {
			"": {"name": "shop", "version": "1.0.0", "dependencies": {"wheel": "*"}},
			"node_modules/wheel": {"version": "` + version + `"}}}`)},
		".github/workflows/ci.yml": {Data: []byte("on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v" + version[:1] + "\n")},
	}, scan.TreeConfig{})
}

func TestBill(t *testing.T) {
	t.Parallel()
	first, err := bill(t.Context(), project("2.0.0"), bom.Config{Version: "1.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Read(first)
	if err != nil || d.Root().PURL != "pkg:npm/shop@1.1.0" || len(d.Components) != 3 || len(d.Formulation) != 1 || d.Compositions[0].Aggregate != "complete" {
		t.Fatalf("%v\n%s", err, first)
	}
	second, err := bill(t.Context(), project("1.9.0"), bom.Config{Version: "1.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := changes(&out, first, second); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"downgraded wheel 2.0.0 1.9.0\n", ".github/workflows/ci.yml jobs.build uses github/actions/checkout@v2 github/actions/checkout@v1\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	if _, err := bill(t.Context(), scan.FS(fstest.MapFS{"Cargo.lock": {Data: []byte("[[package]\n")}}, scan.TreeConfig{}), bom.Config{}); err == nil || !strings.Contains(err.Error(), "not be complete") {
		t.Errorf("a broken lockfile: %v", err)
	}
	if err := changes(&out, []byte("{}"), second); err == nil {
		t.Error("a document that is none is no error")
	}
}
