package cloudbuild_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/cloudbuild"
)

// An analyzer for Cloud Build alone.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{cloudbuild.New()}})
	if err != nil {
		log.Fatal(err)
	}
	build := "steps:\n- name: gcr.io/cloud-builders/docker\n  entrypoint: bash\n  args: ['-c', 'docker build -t app:$BRANCH_NAME .']\n"
	list, err := analyzer.Check(context.Background(), "cloudbuild.yaml", []byte(build))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		if w.Persona == scan.PersonaRegular {
			fmt.Println(w.Location.Region.StartLine, w.Location.Region.StartColumn, w.Location.Logical, w.Message)
		}
	}
	// Output: 4 37 build.steps[0].args BRANCH_NAME, which whoever pushes chooses, is put into the script as code
}
