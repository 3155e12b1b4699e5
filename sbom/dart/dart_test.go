package dart_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/dart"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestPubspecLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", dart.PubspecLock{}) }

func FuzzPubspecLock(f *testing.F) {
	golden.Fuzz(f, dart.PubspecLock{}, "pubspec.lock", "other/pubspec.lock")
}

func ExamplePubspecLock() {
	text := []byte("packages:\n  pump: {dependency: direct main, version: 1.0.0}\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "pubspec.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output: pkg:pub/pump@1.0.0 direct <nil>
}
