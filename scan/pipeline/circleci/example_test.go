package circleci_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/circleci"
)

// The front end alone checks nothing but CircleCI.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{circleci.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "version: 2.1\njobs:\n  build:\n    docker: [{image: 'cimg/base@sha256:00'}]\n    steps:\n      - run: echo << pipeline.git.branch >>\n"
	list, err := analyzer.Check(context.Background(), ".circleci/config.yml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Rule.ID, w.Location.Logical)
		fmt.Println(w.Message)
	}
	// Output:
	// circleci/expression-injection build.steps[0].run
	// << pipeline.git.branch >> puts the name of a branch into the command as text
}
