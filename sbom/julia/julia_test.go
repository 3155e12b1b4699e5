package julia_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/julia"
	"github.com/penstock-dev/penstock/scan"
)

func TestManifests(t *testing.T) {
	golden.Test(t, "testdata/*.txtar", julia.Manifest{}, julia.Project{})
}

func FuzzManifest(f *testing.F) { golden.Fuzz(f, julia.Manifest{}, "Manifest.toml", "a/Manifest.toml") }

func FuzzProject(f *testing.F) { golden.Fuzz(f, julia.Project{}, "Project.toml", "Manifest.toml") }

func ExampleManifest() {
	text := []byte("manifest_format = \"2.0\"\n[[deps.JSON]]\nuuid = \"682c06a0-de6a-54ab-a142-c8b1cf79cde6\"\nversion = \"0.21.4\"\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "Manifest.toml"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:julia/JSON@0.21.4?uuid=682c06a0-de6a-54ab-a142-c8b1cf79cde6 <nil>
}
