package dockerfile_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/dockerfile"
)

// The rules for scripts hold for what RUN instructions do, too.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{dockerfile.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "FROM alpine\nRUN apk add curl && \\\n    curl -s https://get.example.com | sh\nUSER app\n"
	list, err := analyzer.Check(context.Background(), "build/Dockerfile", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		if w.Persona == 0 {
			fmt.Println(w.Location.Region.StartLine, w.Rule.ID, w.Message)
		}
	}
	// Output:
	// 1 dockerfile/unpinned-image image alpine is whatever is newest
	// 3 script/remote-script-exec what is downloaded is piped into sh
}
