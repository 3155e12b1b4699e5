package rust_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/rust"
)

func TestCargoLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", rust.CargoLock{}) }

func FuzzCargoLock(f *testing.F) {
	golden.Fuzz(f, rust.CargoLock{}, "Cargo.lock", "core/Cargo.lock")
}
