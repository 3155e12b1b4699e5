package drone_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/drone"
)

func read(t testing.TB, path, text string) *ci.File {
	t.Helper()
	f := scan.NewFile(&scan.Entry{Path: path}, []byte(text))
	roots, err := document.Parse(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return drone.New().Read(&ci.Source{File: f, Roots: roots})
}

func TestRead(t *testing.T) {
	t.Parallel()
	f := read(t, ".drone.yml", `
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
	tests := []struct {
		path, text string
		want       bool
	}{
		{".drone.yml", "", true},
		{".woodpecker.yaml", "", true},
		{".woodpecker/test.yml", "", true},
		{"ci/drone.yml", "kind: pipeline\nsteps: []\n", true},
		{"deploy.yml", "kind: Deployment\nsteps:\n", false},
		{"vendor/a/.drone.yml", "kind: pipeline\nsteps: []\n", false},
		{"values.yml", "steps: []\n", false},
	}
	for _, tt := range tests {
		f := scan.NewFile(&scan.Entry{Path: tt.path}, []byte(tt.text))
		if got := drone.New().Recognize(f); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.path, got, tt.want)
		}
	}
	if read(t, ".drone.yml", "a: 1\n") != nil {
		t.Error("a file without steps has a model")
	}
}
