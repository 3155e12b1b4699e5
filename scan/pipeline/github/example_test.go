package github_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/github"
)

// The front end reads workflows into the neutral model, for checks of one's
// own.
func Example() {
	file := scan.NewFile(&scan.Entry{Path: ".github/workflows/test.yml"}, []byte(`on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: go test ./...
`))
	roots, err := document.Parse(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	model := github.New().Read(&ci.Source{File: file, Roots: roots})
	for _, t := range model.Triggers {
		fmt.Println("on", t.Name)
	}
	for _, step := range model.Jobs[0].Steps {
		if step.Uses != nil {
			fmt.Println("uses", step.Uses.Name(), step.Uses.Version)
		} else {
			fmt.Println("runs", step.Run.Text.Value())
		}
	}
	// Output:
	// on push
	// on pull_request
	// uses actions/checkout v6
	// runs go test ./...
}
