package sbom

import (
	"github.com/penstock-dev/penstock/sbom/golang"
	"github.com/penstock-dev/penstock/sbom/javascript"
	"github.com/penstock-dev/penstock/sbom/python"
	"github.com/penstock-dev/penstock/sbom/rust"
)

// Extractors returns one extractor of every kind there is, in rising order of
// their names.
func Extractors() []Extractor {
	return []Extractor{
		golang.Module{},
		javascript.BunLock{},
		javascript.NPMLock{},
		javascript.PNPMLock{},
		javascript.YarnLock{},
		python.Requirements{},
		rust.CargoLock{},
	}
}
