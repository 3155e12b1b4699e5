package ruby_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/ruby"
)

func TestGemspec(t *testing.T) { golden.Test(t, "testdata/gemspec/*.txtar", ruby.Gemspec{}) }

func FuzzGemspec(f *testing.F) {
	golden.Fuzz(f, ruby.Gemspec{}, "valve/valve.gemspec", "valve/lib/valve/version.rb")
}

func TestGem(t *testing.T) { golden.Test(t, "testdata/gem/*.txtar", ruby.Gem{}) }

func FuzzGem(f *testing.F) { golden.Fuzz(f, ruby.Gem{}, "pump-1.2.0.gem", "odd-1.0.gem") }
