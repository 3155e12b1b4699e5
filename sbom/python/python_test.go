package python_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/python"
	"github.com/penstock-dev/penstock/scan"
)

func TestRequirements(t *testing.T) {
	golden.Test(t, "testdata/requirements-*.txtar", python.Requirements{})
}

func FuzzRequirements(f *testing.F) {
	golden.Fuzz(f, python.Requirements{}, "requirements.txt", "constraints.txt")
}

func TestPoetryLock(t *testing.T) { golden.Test(t, "testdata/poetry-*.txtar", python.PoetryLock{}) }

func FuzzPoetryLock(f *testing.F) {
	golden.Fuzz(f, python.PoetryLock{}, "poetry.lock", "old/poetry.lock")
}

func TestPDMLock(t *testing.T) { golden.Test(t, "testdata/pdm*.txtar", python.PDMLock{}) }

func FuzzPDMLock(f *testing.F) { golden.Fuzz(f, python.PDMLock{}, "pdm.lock", "old/pdm.lock") }

func TestUVLock(t *testing.T) { golden.Test(t, "testdata/uv-*.txtar", python.UVLock{}) }

func FuzzUVLock(f *testing.F) { golden.Fuzz(f, python.UVLock{}, "uv.lock", "two/uv.lock") }

func TestPyLock(t *testing.T) { golden.Test(t, "testdata/pylock-*.txtar", python.PyLock{}) }

func FuzzPyLock(f *testing.F) { golden.Fuzz(f, python.PyLock{}, "pylock.toml", "pylock.dev.toml") }

func TestPipfileLock(t *testing.T) { golden.Test(t, "testdata/pipfile-*.txtar", python.PipfileLock{}) }

func FuzzPipfileLock(f *testing.F) {
	golden.Fuzz(f, python.PipfileLock{}, "Pipfile.lock", "forms/Pipfile.lock")
}

func ExampleRequirements() {
	text := []byte("Flask==3.0.3\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "requirements.txt"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, err)
	}
	// Output: pkg:pypi/flask@3.0.3 direct <nil>
}
