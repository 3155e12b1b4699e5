package haskell_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/haskell"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestLocks(t *testing.T) {
	golden.Test(t, "testdata/*.txtar", haskell.CabalFreeze{}, haskell.StackLock{})
}

func FuzzCabalFreeze(f *testing.F) {
	golden.Fuzz(f, haskell.CabalFreeze{}, "cabal.project.freeze", "a/cabal.project.freeze")
}

func FuzzStackLock(f *testing.F) {
	golden.Fuzz(f, haskell.StackLock{}, "stack.yaml.lock", "a/stack.yaml.lock")
}

func ExampleCabalFreeze() {
	text := []byte("constraints: any.aeson ==2.2.1.0\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "cabal.project.freeze"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:hackage/aeson@2.2.1.0 <nil>
}
