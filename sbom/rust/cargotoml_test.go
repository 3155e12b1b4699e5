package rust_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/rust"
)

func TestCargoToml(t *testing.T) {
	golden.Test(t, "testdata/manifest/*.txtar", rust.CargoToml{}, rust.CargoLock{})
}

func FuzzCargoToml(f *testing.F) { golden.Fuzz(f, rust.CargoToml{}, "member/Cargo.toml", "Cargo.toml") }
