package javascript_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/javascript"
)

func TestNPMLock(t *testing.T) { golden.Test(t, "testdata/npm-*.txtar", javascript.NPMLock{}) }

func FuzzNPMLock(f *testing.F) {
	golden.Fuzz(f, javascript.NPMLock{}, "package-lock.json", "npm-shrinkwrap.json")
}
