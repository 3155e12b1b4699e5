package sbom

import (
	"github.com/penstock-dev/penstock/sbom/cpp"
	"github.com/penstock-dev/penstock/sbom/dart"
	"github.com/penstock-dev/penstock/sbom/dotnet"
	"github.com/penstock-dev/penstock/sbom/golang"
	"github.com/penstock-dev/penstock/sbom/java"
	"github.com/penstock-dev/penstock/sbom/javascript"
	"github.com/penstock-dev/penstock/sbom/php"
	"github.com/penstock-dev/penstock/sbom/python"
	"github.com/penstock-dev/penstock/sbom/ruby"
	"github.com/penstock-dev/penstock/sbom/rust"
)

// Extractors returns one extractor of every kind there is, in rising order of
// their names.
func Extractors() []Extractor {
	return []Extractor{
		cpp.ConanLock{},
		dart.PubspecLock{},
		dotnet.PackagesLock{},
		golang.Module{},
		java.GradleLock{},
		javascript.BunLock{},
		javascript.NPMLock{},
		javascript.PNPMLock{},
		javascript.YarnLock{},
		php.ComposerLock{},
		python.PDMLock{},
		python.PipfileLock{},
		python.PoetryLock{},
		python.PyLock{},
		python.Requirements{},
		python.UVLock{},
		ruby.GemfileLock{},
		rust.CargoLock{},
	}
}
