package formulation_test

import (
	"context"
	"fmt"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan/formulation"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

func Example() {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	pipelines, err := analyzer.Inventory(context.Background(), map[string][]byte{
		".github/workflows/mill.yml": []byte("on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps: [{uses: acme/sieve@v2}]\n"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	document := &bom.Document{Formulation: []*bom.Formula{formulation.Of(pipelines)}}
	for _, w := range document.Formulation[0].Workflows {
		for _, task := range w.Tasks {
			fmt.Println(w.UID, task.UID, task.Types, task.Resources[0].Ref)
		}
	}
	// Output: .github/workflows/mill.yml jobs.build [build] formulation/pkg:github/acme/sieve@v2
}
