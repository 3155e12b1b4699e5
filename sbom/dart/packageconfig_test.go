package dart_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/dart"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
)

func TestPackageConfig(t *testing.T) {
	golden.Test(t, "testdata/config/*.txtar", dart.PackageConfig{}, dart.PubspecLock{})
}

func FuzzPackageConfig(f *testing.F) {
	golden.Fuzz(f, dart.PackageConfig{}, ".dart_tool/package_config.json", "a/.dart_tool/package_config.json")
}
