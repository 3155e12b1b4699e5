package ruby_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/ruby"
)

var _ sbom.Quiet = ruby.Gemfile{}

func TestGemfile(t *testing.T) {
	golden.Test(t, "testdata/gemfile/*.txtar", ruby.Gemfile{}, ruby.GemfileLock{})
}

func FuzzGemfile(f *testing.F) { golden.Fuzz(f, ruby.Gemfile{}, "Gemfile", "other/gems.rb") }
