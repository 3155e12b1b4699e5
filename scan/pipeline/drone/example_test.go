package drone_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/drone"
)

// The front end alone checks nothing but Drone and Woodpecker.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{drone.New()}})
	if err != nil {
		log.Fatal(err)
	}
	text := "kind: pipeline\nname: main\nsteps:\n- name: notify\n  commands:\n  - echo ${DRONE_COMMIT_MESSAGE}\n"
	list, err := analyzer.Check(context.Background(), ".drone.yml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Rule.ID, w.Location.Logical)
		fmt.Println(w.Message)
	}
	// Output:
	// drone/expression-injection main.steps.notify.commands[0]
	// ${DRONE_COMMIT_MESSAGE} puts a commit's message into the command as text
}
