package codebuild_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/codebuild"
)

// An analyzer for CodeBuild alone.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{codebuild.New()}})
	if err != nil {
		log.Fatal(err)
	}
	build := "version: 0.2\nphases:\n  build:\n    commands:\n      - eval \"build $CODEBUILD_WEBHOOK_HEAD_REF\"\n"
	list, err := analyzer.Check(context.Background(), "buildspec.yml", []byte(build))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Location.Region.StartLine, w.Location.Logical, w.Message)
	}
	// Output: 5 phases.build.commands[0] eval reads CODEBUILD_WEBHOOK_HEAD_REF as code, which holds the name of a branch or tag
}
