package php_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/php"
)

var _ sbom.Quiet = php.ComposerJSON{}

func TestComposerJSON(t *testing.T) {
	golden.Test(t, "testdata/manifest/*.txtar", php.ComposerJSON{}, php.ComposerLock{}, php.Installed{})
}

func FuzzComposerJSON(f *testing.F) {
	golden.Fuzz(f, php.ComposerJSON{}, "composer.json", "other/composer.json")
}
