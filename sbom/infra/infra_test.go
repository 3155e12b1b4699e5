package infra_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/infra"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestChart(t *testing.T) { golden.Test(t, "testdata/helm/*.txtar", infra.Chart{}) }

func FuzzChart(f *testing.F) { golden.Fuzz(f, infra.Chart{}, "Chart.yaml", "Chart.lock") }

func TestTerraformLock(t *testing.T) {
	golden.Test(t, "testdata/terraform/*.txtar", infra.TerraformLock{})
}

func FuzzTerraformLock(f *testing.F) {
	golden.Fuzz(f, infra.TerraformLock{}, ".terraform.lock.hcl", "a/.terraform.lock.hcl")
}

func TestPreCommit(t *testing.T) { golden.Test(t, "testdata/precommit/*.txtar", infra.PreCommit{}) }

func FuzzPreCommit(f *testing.F) {
	golden.Fuzz(f, infra.PreCommit{}, ".pre-commit-config.yaml", "a/.pre-commit-config.yaml")
}

func ExampleTerraformLock() {
	text := []byte("provider \"acme/valve\" {\n  version = \"0.3.0\"\n}\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: ".terraform.lock.hcl"}, text))
	for _, p := range packages {
		fmt.Println(p.PURL, err)
	}
	// Output: pkg:terraform/acme/valve@0.3.0 <nil>
}
