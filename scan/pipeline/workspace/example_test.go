package workspace_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/workspace"
)

func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{workspace.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "{\n  // for everybody\n  \"permissions\": {\"allow\": [\"Bash(*)\"]},\n}\n"
	list, err := analyzer.Check(context.Background(), ".claude/settings.json", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Location.Region.StartLine, w.Location.Logical, w.Message)
	}
	// Output: 3 permissions.allow[0] Bash(*) lets the agent run any command
}
