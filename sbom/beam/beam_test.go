package beam_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/beam"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestMixLock(t *testing.T) { golden.Test(t, "testdata/mix/*.txtar", beam.MixLock{}) }

func FuzzMixLock(f *testing.F) { golden.Fuzz(f, beam.MixLock{}, "mix.lock", "a/mix.lock") }

func TestRebarLock(t *testing.T) { golden.Test(t, "testdata/rebar/*.txtar", beam.RebarLock{}) }

func FuzzRebarLock(f *testing.F) { golden.Fuzz(f, beam.RebarLock{}, "rebar.lock", "a/rebar.lock") }

func TestGleamToml(t *testing.T) { golden.Test(t, "testdata/gleam/forms.txtar", beam.GleamToml{}) }

func FuzzGleamToml(f *testing.F) { golden.Fuzz(f, beam.GleamToml{}, "gleam.toml", "a/gleam.toml") }

func TestGleamManifest(t *testing.T) {
	golden.Test(t, "testdata/gleam/lock.txtar", beam.GleamManifest{})
}

func FuzzGleamManifest(f *testing.F) {
	golden.Fuzz(f, beam.GleamManifest{}, "manifest.toml", "a/manifest.toml")
}

func ExampleRebarLock() {
	text := []byte("[{<<\"cowboy\">>,{pkg,<<\"cowboy\">>,<<\"2.12.0\">>},0}].")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "rebar.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:hex/cowboy@2.12.0 <nil>
}
