package swift_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/swift"
	"github.com/penstock-dev/penstock/scan"
)

func TestPackageResolved(t *testing.T) {
	golden.Test(t, "testdata/resolved/*.txtar", swift.PackageResolved{})
}

func FuzzPackageResolved(f *testing.F) {
	golden.Fuzz(f, swift.PackageResolved{}, "Package.resolved", "a/Package.resolved")
}

func TestPodfileLock(t *testing.T) { golden.Test(t, "testdata/podfile/*.txtar", swift.PodfileLock{}) }

func FuzzPodfileLock(f *testing.F) {
	golden.Fuzz(f, swift.PodfileLock{}, "Podfile.lock", "a/Podfile.lock")
}

func ExamplePodfileLock() {
	text := []byte("PODS:\n  - Valve (3.0.3)\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "Podfile.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:cocoapods/Valve@3.0.3 <nil>
}
