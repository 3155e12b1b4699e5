package ocaml_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/ocaml"
	"github.com/penstock-dev/penstock/scan"
)

func TestOpam(t *testing.T) { golden.Test(t, "testdata/*.txtar", ocaml.Opam{}) }

func FuzzOpam(f *testing.F) { golden.Fuzz(f, ocaml.Opam{}, "opam.locked", ".opam-switch/switch-state") }

func ExampleOpam() {
	text := []byte("depends: [\n  \"dune\" {= \"3.16.0\"}\n]\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "pump.opam.locked"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:opam/dune@3.16.0 <nil>
}
