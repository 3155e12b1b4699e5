package cloudbuild_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/cloudbuild"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	const steps = "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, .]\n"
	audittest.Recognizes(t, cloudbuild.New(), []audittest.Candidate{
		{"cloudbuild.yaml", "steps:\n- name: a\n", true},
		{"ci/cloudbuild-release.yml", "timeout: 1s\nsteps:\n- name: a\n", true},
		{"build.yaml", steps, true},
		{"build.yaml", "steps:\n- name: a\n  args: [$PROJECT_ID]\n", true},
		{"build.yaml", "steps:\n- name: a\n", false},
		{"cloudbuild.yaml", "{{- if x }}\n" + steps, false},
		{"cloudbuild.yaml", "resources:\n- type: x\nsteps: []\n", false},
		{"azure-pipelines.yml", "pool: x\nsteps:\n- script: echo $PROJECT_ID\n", false},
		{".github/workflows/a.yml", "on: push\njobs: {}\n# gcr.io/cloud-builders\n", false},
		{"action.yml", "runs:\n  using: composite\nsteps:\n- x # PROJECT_ID\n", false},
		{"a.yaml", "apiVersion: tekton.dev/v1\nkind: Task\nsteps:\n- name: gcr.io/cloud-builders/x\n", false},
		{"vendor/x/cloudbuild.yaml", steps, false},
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	text := `steps:
- name: a
  entrypoint: bash
  args: ['-c', 'echo $$HOME $BRANCH_NAME ${_X} $(ls) $${Y} ${TAG_NAME//a/b} $ ${']
  env: ['A=b', 'C']
- name: b
  script: |
    #!/usr/bin/env python3
    print("$BRANCH_NAME")
- name: c
  args: [build, $BRANCH_NAME]
- notname: d
`
	f := audittest.Read(t, cloudbuild.New(), "cloudbuild.yaml", text)
	var got []string
	for _, s := range f.Jobs[0].Steps {
		line := s.Node.Get("name").Value()
		if s.Run != nil {
			line += " " + s.Run.Interpreter() + ":"
			for _, h := range s.Run.Templates {
				line += " " + s.Run.Text.Value()[h.Start:h.End]
			}
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"a bash: $BRANCH_NAME ${_X} ${TAG_NAME//a/b}", "b python3:", "c"}, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	env := f.Jobs[0].Steps[0].Env
	if start, end := env.Vars[0].Value.Span(); len(env.Vars) != 1 || text[start:end] != "b" {
		t.Errorf("%d variables, value %q", len(env.Vars), text[start:end])
	}
	if audittest.Read(t, cloudbuild.New(), "cloudbuild.yaml", "steps: []\n") != nil {
		t.Error("a file without steps is taken")
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	audittest.Malformed(t, "cloudbuild.yaml", "steps:\n- name: a\n\t- b\n")
}
