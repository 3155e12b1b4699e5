package python_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/python"
)

func TestRequirements(t *testing.T) {
	golden.Test(t, "testdata/requirements-*.txtar", python.Requirements{})
}

func FuzzRequirements(f *testing.F) {
	golden.Fuzz(f, python.Requirements{}, "requirements.txt", "constraints.txt")
}
