package python_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/python"
)

func TestMetadata(t *testing.T) { golden.Test(t, "testdata/metadata/*.txtar", python.Metadata{}) }

func FuzzMetadata(f *testing.F) {
	golden.Fuzz(f, python.Metadata{}, "a.dist-info/METADATA", "valve-0.3.0-py3-none-any.whl")
}

func TestPyProject(t *testing.T) {
	golden.Test(t, "testdata/manifest/*.txtar", python.PyProject{}, python.UVLock{})
}

func FuzzPyProject(f *testing.F) { golden.Fuzz(f, python.PyProject{}, "pyproject.toml", "uv.lock") }

func TestPipfile(t *testing.T) {
	golden.Test(t, "testdata/pipenv/*.txtar", python.Pipfile{}, python.PipfileLock{})
}

func FuzzPipfile(f *testing.F) { golden.Fuzz(f, python.Pipfile{}, "Pipfile", "Pipfile.lock") }

func TestSetupPy(t *testing.T) { golden.Test(t, "testdata/setup/setup.txtar", python.SetupPy{}) }

func FuzzSetupPy(f *testing.F) { golden.Fuzz(f, python.SetupPy{}, "setup.py", "a/setup.py") }

func TestSetupCfg(t *testing.T) { golden.Test(t, "testdata/setup/cfg.txtar", python.SetupCfg{}) }

func FuzzSetupCfg(f *testing.F) { golden.Fuzz(f, python.SetupCfg{}, "setup.cfg", "a/setup.cfg") }

func TestCondaEnvironment(t *testing.T) {
	golden.Test(t, "testdata/conda/environment.txtar", python.CondaEnvironment{})
}

func FuzzCondaEnvironment(f *testing.F) {
	golden.Fuzz(f, python.CondaEnvironment{}, "environment.yml", "a/environment.yml")
}

func TestCondaMeta(t *testing.T) { golden.Test(t, "testdata/conda/meta.txtar", python.CondaMeta{}) }

func FuzzCondaMeta(f *testing.F) {
	golden.Fuzz(f, python.CondaMeta{}, "conda-meta/a.json", "conda-meta/valve-0.3.0-0.json")
}
