package bitbucket_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/bitbucket"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, bitbucket.New(), "bitbucket-pipelines.yml", `
image: golang:1.26
definitions:
  services:
    db: {image: 'postgres:17'}
    docker: {memory: 1024}
  steps:
    - step: &test
        script: [go test ./...]
pipelines:
  default:
    - step: *test
    - parallel:
        - step: {script: [one], image: 'a:1'}
        - step: {script: [two], after-script: [three]}
    - stage:
        steps:
          - step: {script: [four]}
  branches:
    main:
      - step:
          script:
            - pipe: acme/deploy:1.0.0
              variables: {A: b}
            - pipe: docker://acme/x:1
`)
	var got []string
	for _, job := range f.Jobs {
		line := job.ID
		if job.Container != nil {
			line += " in " + job.Container.Ref.Value()
		}
		for _, s := range job.Services {
			line += " with " + s.Name + "=" + s.Ref.Value()
		}
		got = append(got, line)
		for _, s := range job.Steps {
			line := fmt.Sprintf("  %s[%d]", s.Group, s.Index)
			if s.Run != nil {
				line += " " + s.Run.Text.Value()
			} else {
				line += " uses " + s.Uses.Name() + s.Uses.Image + " A=" + s.Input("A").Value()
			}
			got = append(got, line)
		}
	}
	want := []string{
		" in golang:1.26",
		"definitions.services with db=postgres:17",
		"definitions.steps[0]", "  script[0] go test ./...",
		"default[0]", "  script[0] go test ./...",
		"default[1] in a:1", "  script[0] one",
		"default[2]", "  script[0] two", "  after-script[0] three",
		"default[3]", "  script[0] four",
		"branches.main[0]", "  script[0] uses acme/deploy A=b", "  script[1] uses acme/x:1 A=",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, bitbucket.New(), []audittest.Candidate{
		{"bitbucket-pipelines.yml", "", true},
		{"ci/shared.yml", "definitions:\n  pipelines:\n    a:\n    - step: {}\n", true},
		{"openapi.yml", "definitions:\n  Pet: {}\n", false},
		{"vendor/bitbucket-pipelines.yml", "", false},
		{"logstash/pipelines.yml", "- pipeline.id: main\n", false},
	})
	if audittest.Read(t, bitbucket.New(), "bitbucket-pipelines.yml", "a: 1\n") != nil {
		t.Error("a file without pipelines has a model")
	}
}
