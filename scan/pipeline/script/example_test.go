package script_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
)

// The rules are part of every [pipeline.Analyzer], whatever the system.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		log.Fatal(err)
	}
	workflow := "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n    - run: curl -O http://files.example.net/tool.tgz\n"
	list, err := analyzer.Check(context.Background(), ".github/workflows/ci.yml", []byte(workflow))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		if w.Rule.ID == "script/insecure-url-scheme" {
			fmt.Println(w.Location.Region.StartLine, w.Message)
		}
	}
	// Output: 6 curl fetches over an unencrypted connection
}
