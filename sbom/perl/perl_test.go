package perl_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/perl"
	"github.com/penstock-dev/penstock/scan"
)

func TestMeta(t *testing.T) { golden.Test(t, "testdata/*.txtar", perl.Meta{}) }

func FuzzMeta(f *testing.F) { golden.Fuzz(f, perl.Meta{}, "META.yml", "META.json") }

func ExampleMeta() {
	text := []byte("name: URI\nversion: 5.28\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "META.yml"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:cpan/URI@5.28 <nil>
}
