package cpp_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/cpp"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
)

func TestConanFile(t *testing.T) {
	golden.Test(t, "testdata/manifest/*.txtar", cpp.ConanFile{}, cpp.ConanLock{})
}

func FuzzConanFile(f *testing.F) { golden.Fuzz(f, cpp.ConanFile{}, "conanfile.txt", "conan.lock") }

func TestVcpkgManifest(t *testing.T) { golden.Test(t, "testdata/vcpkg/*.txtar", cpp.VcpkgManifest{}) }

func FuzzVcpkgManifest(f *testing.F) {
	golden.Fuzz(f, cpp.VcpkgManifest{}, "vcpkg.json", "a/vcpkg.json")
}
