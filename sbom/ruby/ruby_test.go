package ruby_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/ruby"
	"github.com/penstock-dev/penstock/scan"
)

func TestGemfileLock(t *testing.T) { golden.Test(t, "testdata/*.txtar", ruby.GemfileLock{}) }

func FuzzGemfileLock(f *testing.F) {
	golden.Fuzz(f, ruby.GemfileLock{}, "Gemfile.lock", "other/Gemfile.lock")
}

func ExampleGemfileLock() {
	text := []byte("GEM\n  specs:\n    rake (13.0.6)\n\nDEPENDENCIES\n  rake\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "Gemfile.lock"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output: pkg:gem/rake@13.0.6 direct <nil>
}
