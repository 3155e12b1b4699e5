package dotnet_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/dotnet"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestPackagesLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", dotnet.PackagesLock{}) }

func FuzzPackagesLock(f *testing.F) {
	golden.Fuzz(f, dotnet.PackagesLock{}, "packages.lock.json", "packages.app.lock.json")
}

func ExamplePackagesLock() {
	text := []byte(`{"dependencies": {"net8.0": {"Acme.Pump": {"type": "Direct", "resolved": "1.0.0"}}}}`)
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "packages.lock.json"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output: pkg:nuget/Acme.Pump@1.0.0 direct <nil>
}
