package php_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/php"
)

func TestInstalled(t *testing.T) {
	golden.Test(t, "testdata/installed/*.txtar", php.Installed{}, php.ComposerLock{})
}

func FuzzInstalled(f *testing.F) {
	golden.Fuzz(f, php.Installed{}, "vendor/composer/installed.json", "a/vendor/composer/installed.json")
}
