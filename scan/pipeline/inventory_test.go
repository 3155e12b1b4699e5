package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// mill is a tree whose workflow is linked with a local action.
func mill() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		".github/workflows/mill.yml": file("on: push\njobs:\n  grind:\n    runs-on: ubuntu-24.04\n    steps:\n" +
			"      - uses: ./.github/actions/bag\n      - uses: acme/sieve@v2\n      - uses: ${{ inputs.x }}\n"),
		".github/actions/bag/action.yml": file("runs:\n  using: composite\n  steps:\n    - uses: acme/sew@0123456789abcdef0123456789abcdef01234567 # v1.2.0\n"),
		"Dockerfile":                     file("FROM golang:1.26\n"),
		"notes.yml":                      file("a: b\n"),
	}
}

func inventoryRun(t *testing.T, config pipeline.Config) *scan.Result {
	t.Helper()
	a, err := pipeline.New(config)
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), scan.FS(mill(), scan.TreeConfig{}))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestRunPackages(t *testing.T) {
	t.Parallel()
	var collected inventory.Collector
	result := inventoryRun(t, pipeline.Config{Pipelines: collected.Add})
	var got []string
	for _, p := range result.Packages {
		got = append(got, fmt.Sprintf("%s %s:%d", p.PURL, p.Locations[0].Path, p.Locations[0].Region.StartLine))
	}
	slices.Sort(got)
	want := []string{
		"pkg:docker/golang@1.26 Dockerfile:1",
		"pkg:github/acme/sew@0123456789abcdef0123456789abcdef01234567 .github/actions/bag/action.yml:4",
		"pkg:github/acme/sieve@v2 .github/workflows/mill.yml:7",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("packages (-want +got):\n%s", diff)
	}
	if len(result.Diagnostics) != 1 || !result.Diagnostics[0].Note || !strings.Contains(result.Diagnostics[0].Message, "${{ inputs.x }}") {
		t.Errorf("diagnostics %v", result.Diagnostics)
	}
	var paths []string
	for _, p := range collected.Pipelines() {
		paths = append(paths, p.System+" "+p.Location.Path)
	}
	if diff := cmp.Diff([]string{"github .github/actions/bag/action.yml", "github .github/workflows/mill.yml", "dockerfile Dockerfile"}, paths); diff != "" {
		t.Errorf("pipelines (-want +got):\n%s", diff)
	}
}

func TestNoInventory(t *testing.T) {
	t.Parallel()
	result := inventoryRun(t, pipeline.Config{NoInventory: true})
	if len(result.Packages) != 0 || len(result.Diagnostics) != 0 {
		t.Errorf("packages %v, diagnostics %v", result.Packages, result.Diagnostics)
	}
	if all := inventoryRun(t, pipeline.Config{}); len(all.Findings) != len(result.Findings) || len(result.Findings) == 0 {
		t.Errorf("%d findings with, %d without", len(all.Findings), len(result.Findings))
	}
}

func TestInventoryOfBrokenFiles(t *testing.T) {
	t.Parallel()
	a, err := pipeline.New(pipeline.Config{MaxFileSize: 100})
	if err != nil {
		t.Fatal(err)
	}
	list, err := a.Inventory(t.Context(), map[string][]byte{
		"/Dockerfile":    []byte("FROM a"),
		"Dockerfile":     []byte("FROM a"),
		"b/Dockerfile":   []byte("FROM a\n" + strings.Repeat("# b\n", 100)),
		"compose.yaml":   []byte("services: [\n"),
		"c/notes.yml":    []byte("a: b\n"),
		".drone.yml":     []byte("kind: secret\n"),
		".gitlab-ci.yml": []byte("a: {script: x}\n"),
	})
	if len(list) != 2 || err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("%d pipelines, error %v", len(list), err)
	}
}
