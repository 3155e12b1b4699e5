package javascript_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/javascript"
)

func TestInstalled(t *testing.T) {
	golden.Test(t, "testdata/installed/*.txtar", javascript.Installed{})
}

func FuzzInstalled(f *testing.F) {
	golden.Fuzz(f, javascript.Installed{}, "node_modules/a/package.json", "node_modules/@a/b/package.json")
}

func TestDenoLock(t *testing.T) {
	golden.Test(t, "testdata/deno/lock.txtar", javascript.DenoLock{}, javascript.DenoConfig{})
}

func FuzzDenoLock(f *testing.F) { golden.Fuzz(f, javascript.DenoLock{}, "deno.lock", "a/deno.lock") }

func TestDenoConfig(t *testing.T) {
	golden.Test(t, "testdata/deno/config.txtar", javascript.DenoConfig{})
}

func FuzzDenoConfig(f *testing.F) {
	golden.Fuzz(f, javascript.DenoConfig{}, "deno.json", "a/deno.jsonc")
}
