package precommit_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/precommit"
)

// An analyzer for pre-commit alone.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{precommit.New()}})
	if err != nil {
		log.Fatal(err)
	}
	config := "repos:\n  - repo: http://git.example.com/hooks\n    rev: main\n    hooks:\n      - id: lint\n"
	list, err := analyzer.Check(context.Background(), ".pre-commit-config.yaml", []byte(config))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Location.Region.StartLine, w.Message)
	}
	// Output:
	// 2 http://git.example.com/hooks is fetched over an unencrypted connection
	// 3 http://git.example.com/hooks is whatever stands on main
}
