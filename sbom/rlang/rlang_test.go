package rlang_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/rlang"
	"github.com/penstock-dev/penstock/scan"
)

func TestRenvLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", rlang.RenvLock{}) }

func FuzzRenvLock(f *testing.F) { golden.Fuzz(f, rlang.RenvLock{}, "renv.lock", "a/renv.lock") }

func ExampleRenvLock() {
	text := []byte("{\"Packages\": {\"mime\": {\"Version\": \"0.12\", \"Repository\": \"CRAN\"}}}")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "renv.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:cran/mime@0.12 <nil>
}
