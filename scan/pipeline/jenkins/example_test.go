package jenkins_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/jenkins"
)

// An analyzer for Jenkins alone.
func Example() {
	analyzer, err := pipeline.New(pipeline.Config{Systems: []audit.System{jenkins.New()}})
	if err != nil {
		log.Fatal(err)
	}
	file := "node('linux') {\n    stage('Announce') {\n        sh \"notify ${env.CHANGE_TITLE}\"\n    }\n}\n"
	list, err := analyzer.Check(context.Background(), "Jenkinsfile", []byte(file))
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range list {
		fmt.Println(w.Location.Region.StartLine, w.Location.Region.StartColumn, w.Location.Logical, w.Message)
	}
	// Output: 3 20 stages.Announce.steps[0] env.CHANGE_TITLE, which outsiders write, is put into the script as code
}
