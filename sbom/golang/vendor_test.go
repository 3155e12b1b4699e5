package golang_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/golang"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
)

func TestVendor(t *testing.T) { golden.Test(t, "testdata/vendor/*.txtar", golang.Vendor{}) }

func FuzzVendor(f *testing.F) {
	golden.Fuzz(f, golang.Vendor{}, "vendor/modules.txt", "a/vendor/modules.txt")
}
