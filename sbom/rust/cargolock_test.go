package rust_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/rust"
	"github.com/penstock-dev/penstock/scan"
)

func TestCargoLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", rust.CargoLock{}) }

func FuzzCargoLock(f *testing.F) {
	golden.Fuzz(f, rust.CargoLock{}, "Cargo.lock", "core/Cargo.lock")
}

func ExampleCargoLock() {
	text := []byte("[[package]]\nname = \"pump\"\nversion = \"1.0.0\"\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "Cargo.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output: pkg:cargo/pump@1.0.0 root <nil>
}
