package travis_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/travis"
)

// The front end alone checks nothing but Travis CI.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{travis.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "language: go\nscript:\n  - make\n  - eval \"notify $TRAVIS_COMMIT_MESSAGE\"\n"
	list, err := analyzer.Check(context.Background(), ".travis.yml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Rule.ID, w.Location.Logical)
		fmt.Println(w.Message)
	}
	// Output:
	// travis/command-injection script[1]
	// eval reads TRAVIS_COMMIT_MESSAGE as code, which holds a commit's message
}
