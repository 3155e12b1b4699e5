package dotnet_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/dotnet"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
)

func TestDepsFile(t *testing.T) { golden.Test(t, "testdata/deps/*.txtar", dotnet.DepsFile{}) }

func FuzzDepsFile(f *testing.F) {
	golden.Fuzz(f, dotnet.DepsFile{}, "app/Pump.deps.json", "x/Pump.deps.json")
}

func TestAssetsFile(t *testing.T) { golden.Test(t, "testdata/assets/*.txtar", dotnet.AssetsFile{}) }

func FuzzAssetsFile(f *testing.F) {
	golden.Fuzz(f, dotnet.AssetsFile{}, "project.assets.json", "obj/project.assets.json")
}

func TestPackagesConfig(t *testing.T) {
	golden.Test(t, "testdata/config/*.txtar", dotnet.PackagesConfig{})
}

func FuzzPackagesConfig(f *testing.F) {
	golden.Fuzz(f, dotnet.PackagesConfig{}, "packages.config", "a/packages.config")
}

func TestProject(t *testing.T) { golden.Test(t, "testdata/project/*.txtar", dotnet.Project{}) }

func FuzzProject(f *testing.F) {
	golden.Fuzz(f, dotnet.Project{}, "Pump.csproj", "Directory.Packages.props")
}

func TestPaket(t *testing.T) {
	golden.Test(t, "testdata/paket/*.txtar", dotnet.PaketLock{}, dotnet.PaketDependencies{})
}

func FuzzPaketLock(f *testing.F) { golden.Fuzz(f, dotnet.PaketLock{}, "paket.lock", "a/paket.lock") }

func FuzzPaketDependencies(f *testing.F) {
	golden.Fuzz(f, dotnet.PaketDependencies{}, "paket.dependencies", "paket.lock")
}
