package inventory_test

import (
	"context"
	"fmt"

	"github.com/penstock-dev/penstock/scan/pipeline"
)

func Example() {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	pipelines, err := analyzer.Inventory(context.Background(), map[string][]byte{
		".github/workflows/mill.yml": []byte("on: push\njobs:\n  grind:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: acme/sieve@v2\n      - run: make flour\n"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range pipelines {
		for _, job := range p.Jobs {
			fmt.Println(job.Place, job.Runner)
		}
		for _, pkg := range p.Packages() {
			fmt.Println(pkg.PURL, pkg.Locations[0].Region.StartLine)
		}
	}
	// Output:
	// jobs.grind [ubuntu-24.04]
	// pkg:github/acme/sieve@v2 6
}
