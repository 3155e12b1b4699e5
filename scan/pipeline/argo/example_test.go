package argo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/argo"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

// An analyzer for Argo alone.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{argo.New()}})
	if err != nil {
		log.Fatal(err)
	}
	template := `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: build
spec:
  templates:
    - name: make
      container:
        image: builder:latest
        command: [make]
`
	list, err := analyzer.Check(context.Background(), "build.yaml", []byte(template))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Location.Region.StartLine, w.Persona, w.Message)
	}
	// Output:
	// 5 pedantic nothing keeps the workflow's containers from running as root
	// 9 regular image builder:latest is whatever is newest
}
