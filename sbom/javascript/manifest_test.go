package javascript_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/javascript"
)

var _ sbom.Quiet = javascript.Manifest{}

func TestManifest(t *testing.T) {
	golden.Test(t, "testdata/manifest/*.txtar", javascript.Manifest{}, javascript.NPMLock{}, javascript.YarnLock{},
		javascript.PNPMLock{}, javascript.BunLock{}, javascript.Installed{})
}

func FuzzManifest(f *testing.F) {
	golden.Fuzz(f, javascript.Manifest{}, "package.json", "member/package.json")
}
