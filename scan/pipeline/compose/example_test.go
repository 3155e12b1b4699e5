package compose_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/compose"
)

func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{compose.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "services:\n  agent:\n    image: agent:1.4\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n"
	list, err := analyzer.Check(context.Background(), "compose.yaml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		if w.Persona == 0 {
			fmt.Println(w.Location.Region.StartLine, w.Location.Logical, w.Message)
		}
	}
	// Output: 5 services.agent.volumes[0] the container gets the socket of the container engine
}
