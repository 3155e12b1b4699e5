package php_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/php"
	"github.com/penstock-dev/penstock/scan"
)

func TestComposerLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", php.ComposerLock{}) }

func FuzzComposerLock(f *testing.F) {
	golden.Fuzz(f, php.ComposerLock{}, "composer.lock", "other/composer.lock")
}

func ExampleComposerLock() {
	text := []byte(`{"packages": [{"name": "acme/pump", "version": "1.0.0"}]}`)
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "composer.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output: pkg:composer/acme/pump@1.0.0 direct <nil>
}
