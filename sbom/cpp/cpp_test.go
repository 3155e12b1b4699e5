package cpp_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/cpp"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestConanLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", cpp.ConanLock{}) }

func FuzzConanLock(f *testing.F) {
	golden.Fuzz(f, cpp.ConanLock{}, "conan.lock", "two/conan.lock")
}

func ExampleConanLock() {
	text := []byte(`{"version": "0.5", "requires": ["zlib/1.3.1#f52e03ae3d251dec704634230cd806a2"]}`)
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "conan.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Scope, err)
	}
	// Output: pkg:conan/zlib@1.3.1 runtime <nil>
}
