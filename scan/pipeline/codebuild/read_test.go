package codebuild_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/codebuild"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	const spec = "version: 0.2\nphases:\n  build:\n    commands: [ls]\n"
	audittest.Recognizes(t, codebuild.New(), []audittest.Candidate{
		{"buildspec.yml", spec, true},
		{"ci/buildspec-release.yaml", "phases:\n  build:\n    commands: [ls]\n", true},
		{"build.yml", spec, true},
		{"build.yml", "phases:\n  build: x\n", false},
		{"amplify.yml", "version: 1\nbackend:\n  phases: {}\n", false},
		{"amplify.yml", "version: 1\nfrontend: {}\nphases: {}\n", false},
		{"buildspec.yml", "{{- if x }}\n" + spec, false},
		{"docker-compose.yml", "version: '3'\nservices: {}\nphases: x\n", false},
		{".circleci/config.yml", "version: 2.1\njobs: {}\nphases: {}\n", false},
		{"vendor/x/buildspec.yml", spec, false},
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	text := `version: 0.2
env:
  shell: powershell.exe
  variables: {A: b}
phases:
  install:
    commands: [one, two]
    finally: [three]
  build:
    commands: only
batch:
  build-list:
    - identifier: linux
      env: {image: node, variables: {C: d}}
  build-matrix:
    dynamic: {env: {image: [a, b]}}
`
	f := audittest.Read(t, codebuild.New(), "buildspec.yml", text)
	var got []string
	for _, job := range f.Jobs {
		got = append(got, job.ID)
		for _, s := range job.Steps {
			got = append(got, fmt.Sprintf("%s[%d] %s %s", s.Group, s.Index, s.Run.Interpreter(), s.Run.Text.Value()))
		}
	}
	want := []string{"install", "commands[0] powershell.exe one", "commands[1] powershell.exe two", "finally[0] powershell.exe three", "build", "commands[0] powershell.exe only", "linux", "batch"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
	if f.Env.Get("A").Value() != "b" || f.Jobs[2].Env.Get("C").Value() != "d" || f.Jobs[2].Container.Ref.Value() != "node" {
		t.Error("variables or image")
	}
	if audittest.Read(t, codebuild.New(), "buildspec.yml", "version: 1\nphases: x\n") != nil {
		t.Error("another file is taken")
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	audittest.Malformed(t, "buildspec.yml", "version: 0.2\nphases:\n\tbuild: x\n")
}
