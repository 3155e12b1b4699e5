package gitlab_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/gitlab"
)

// The front end alone checks nothing but GitLab CI.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{gitlab.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "notify:\n  script:\n    - bash -c \"notify $CI_MERGE_REQUEST_TITLE\"\n"
	list, err := analyzer.Check(context.Background(), ".gitlab-ci.yml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Rule.ID, w.Location.Logical)
		fmt.Println(w.Message)
	}
	// Output:
	// gitlab/command-injection notify.script[0]
	// bash reads CI_MERGE_REQUEST_TITLE as code, which holds a merge request's text
}
