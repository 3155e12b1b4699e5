package azure_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/azure"
)

// The front end alone checks nothing but Azure Pipelines.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{azure.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "trigger: ['*']\nsteps:\n- bash: echo \"$(Build.SourceVersionMessage)\"\n"
	list, err := analyzer.Check(context.Background(), "azure-pipelines.yml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Rule.ID, w.Location.Region.StartLine, w.Location.Region.StartColumn)
		fmt.Println(w.Message)
	}
	// Output:
	// azure/expression-injection 3 15
	// $(Build.SourceVersionMessage) puts a commit's message into the script as text
}
