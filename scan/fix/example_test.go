package fix_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// The fixes of the pipeline rules for the workflows of a file system, as a
// diff; a program that has an os.Root would write it with Apply.
func Example() {
	fsys := fstest.MapFS{".github/workflows/greet.yml": {Mode: 0o644, Data: []byte(`on: issues
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "Hello ${{ github.event.issue.title }}" # politely
`)}}
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		log.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}})
	if err != nil {
		log.Fatal(err)
	}
	patch, err := fix.New(fix.Config{Files: fsys, Unsafe: true, Classes: []scan.Class{"expression-injection"}})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	for added := 1; added > 0; {
		result, err := runner.Run(ctx, patch.Target(scan.FS(fsys, scan.TreeConfig{})))
		if err != nil {
			log.Fatal(err)
		}
		if added, err = patch.Add(ctx, result.Findings); err != nil {
			log.Fatal(err)
		}
		fmt.Println(added, "added,", len(patch.Left()), "left out")
	}
	if err := patch.Diff(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 added, 0 left out
	// 0 added, 0 left out
	// --- a/.github/workflows/greet.yml
	// +++ b/.github/workflows/greet.yml
	// @@ -3,4 +3,6 @@
	//    greet:
	//      runs-on: ubuntu-24.04
	//      steps:
	// -      - run: echo "Hello ${{ github.event.issue.title }}" # politely
	// +      - run: echo "Hello ${EVENT_ISSUE_TITLE}" # politely
	// +        env:
	// +          EVENT_ISSUE_TITLE: ${{ github.event.issue.title }}
}
