package buildkite_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/buildkite"
)

// The front end alone checks nothing but Buildkite.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{buildkite.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "steps:\n- command: echo $BUILDKITE_MESSAGE\n- command: echo \"$$BUILDKITE_MESSAGE\"\n"
	list, err := analyzer.Check(context.Background(), ".buildkite/pipeline.yml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Rule.ID, w.Location.Logical)
		fmt.Println(w.Message)
	}
	// Output:
	// buildkite/expression-injection steps[0].command[0]
	// BUILDKITE_MESSAGE is put into the command as text and holds a commit's message
}
