package drone_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/drone"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, drone.New(), ".drone.yml", `
kind: pipeline
name: one
trigger: {event: [push, tag]}
steps:
- name: build
  image: golang:1.26
  commands: ['make ${DRONE_TAG}', make test]
- image: plugin:1
  settings: {a: b}
---
kind: secret
name: x
---
kind: pipeline
pipeline:
  old:
    image: a:1
    commands: echo
services:
  db: {image: 'b:1'}
`)
	var got []string
	for _, trigger := range f.Triggers {
		got = append(got, "on "+trigger.Name)
	}
	for _, job := range f.Jobs {
		got = append(got, job.ID+" in "+job.Container.Ref.Value()+" a="+job.With.Get("a").Value())
		for _, s := range job.Steps {
			got = append(got, fmt.Sprintf("  %s[%d] %s %d", s.Group, s.Index, s.Run.Text.Value(), len(s.Run.Templates)))
		}
	}
	want := []string{
		"on push", "on tag",
		"one.steps.build in golang:1.26 a=", "  commands[0] make ${DRONE_TAG} 1", "  commands[1] make test 0",
		"one.steps.1 in plugin:1 a=b",
		"pipeline.old in a:1 a=", "  commands[0] echo 0",
		"services.db in b:1 a=",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, drone.New(), []audittest.Candidate{
		{".drone.yml", "", true},
		{".woodpecker.yaml", "", true},
		{".woodpecker/test.yml", "", true},
		{"ci/drone.yml", "kind: pipeline\nsteps: []\n", true},
		{"deploy.yml", "kind: Deployment\nsteps:\n", false},
		{"vendor/a/.drone.yml", "kind: pipeline\nsteps: []\n", false},
		{"values.yml", "steps: []\n", false},
	})
	if audittest.Read(t, drone.New(), ".drone.yml", "a: 1\n") != nil {
		t.Error("a file without steps has a model")
	}
}
