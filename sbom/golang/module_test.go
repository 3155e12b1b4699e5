package golang_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/golang"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestModule(t *testing.T) { golden.Test(t, "testdata/*.txtar", golang.Module{}) }

func FuzzModule(f *testing.F) { golden.Fuzz(f, golang.Module{}, "go.mod", "go.sum") }

func FuzzWork(f *testing.F) { golden.Fuzz(f, golang.Module{}, "go.work", "pump/go.mod") }

func ExampleModule() {
	text := []byte("module registry.example/pump\n\ngo 1.26\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "go.mod"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output:
	// pkg:golang/registry.example/pump root <nil>
	// pkg:golang/stdlib@1.26 direct <nil>
}
