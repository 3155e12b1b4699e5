package prolog_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/prolog"
	"github.com/penstock-dev/penstock/scan"
)

func TestPack(t *testing.T) { golden.Test(t, "testdata/*.txtar", prolog.Pack{}) }

func FuzzPack(f *testing.F) { golden.Fuzz(f, prolog.Pack{}, "pack.pl", "a/pack.pl") }

func ExamplePack() {
	text := []byte("name(pump).\nversion('1.2.0').\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "pump/pack.pl"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:swiplpack/pump@1.2.0 <nil>
}
