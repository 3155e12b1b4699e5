package tekton_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/tekton"
)

// An analyzer for Tekton alone.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{tekton.New()}})
	if err != nil {
		log.Fatal(err)
	}
	task := `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: build
spec:
  steps:
    - name: make
      image: builder:latest
      script: make
`
	list, err := analyzer.Check(context.Background(), "tasks/build.yaml", []byte(task))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Location.Region.StartLine, w.Location.Logical, w.Message)
	}
	// Output: 8 tasks.build.steps[0].image image builder:latest is whatever is newest
}
