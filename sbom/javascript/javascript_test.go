package javascript_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/javascript"
	"github.com/penstock-dev/penstock/scan"
)

func TestNPMLock(t *testing.T) { golden.Test(t, "testdata/npm-*.txtar", javascript.NPMLock{}) }

func FuzzNPMLock(f *testing.F) {
	golden.Fuzz(f, javascript.NPMLock{}, "package-lock.json", "npm-shrinkwrap.json")
}

func TestYarnLock(t *testing.T) { golden.Test(t, "testdata/yarn-*.txtar", javascript.YarnLock{}) }

func FuzzYarnLock(f *testing.F) {
	golden.Fuzz(f, javascript.YarnLock{}, "yarn.lock", "berry/yarn.lock")
}

func TestPNPMLock(t *testing.T) { golden.Test(t, "testdata/pnpm-*.txtar", javascript.PNPMLock{}) }

func FuzzPNPMLock(f *testing.F) {
	golden.Fuzz(f, javascript.PNPMLock{}, "pnpm-lock.yaml", "v5/pnpm-lock.yaml")
}

func TestBunLock(t *testing.T) { golden.Test(t, "testdata/bun*.txtar", javascript.BunLock{}) }

func FuzzBunLock(f *testing.F) {
	golden.Fuzz(f, javascript.BunLock{}, "bun.lock", "cut/bun.lock")
}

func ExampleNPMLock() {
	text := []byte(`{"packages": {"node_modules/ms": {"version": "2.0.0", "dev": true}}}`)
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "package-lock.json"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Scope, err)
	}
	// Output: pkg:npm/ms@2.0.0 dev <nil>
}
