package golang_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/golang"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
)

func TestModule(t *testing.T) { golden.Test(t, "testdata/*.txtar", golang.Module{}) }

func FuzzModule(f *testing.F) { golden.Fuzz(f, golang.Module{}, "go.mod", "go.sum") }
