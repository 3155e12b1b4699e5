package bitbucket_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/bitbucket"
)

// The front end alone checks nothing but Bitbucket Pipelines.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{bitbucket.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "pipelines:\n  pull-requests:\n    '**':\n      - step:\n          deployment: production\n          script: [./deploy]\n"
	list, err := analyzer.Check(context.Background(), "bitbucket-pipelines.yml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Rule.ID, w.Location.Logical)
		fmt.Println(w.Message)
	}
	// Output:
	// bitbucket/improper-access-control pull-requests.**[0].deployment
	// pull requests deploy to production
}
