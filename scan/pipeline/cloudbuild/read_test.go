package cloudbuild_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/cloudbuild"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	const steps = "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, .]\n"
	tests := []struct {
		path, text string
		want       bool
	}{
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
	}
	for _, tt := range tests {
		f := scan.NewFile(&scan.Entry{Path: tt.path}, []byte(tt.text))
		if got := cloudbuild.New().Recognize(f); got != tt.want {
			t.Errorf("%s %q: %v, want %v", tt.path, tt.text, got, tt.want)
		}
	}
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
	roots, err := document.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	f := cloudbuild.New().Read(&ci.Source{File: scan.NewFile(&scan.Entry{Path: "cloudbuild.yaml"}, []byte(text)), Roots: roots})
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
	empty, err := document.Parse([]byte("steps: []\n"))
	if err != nil || cloudbuild.New().Read(&ci.Source{File: scan.NewFile(&scan.Entry{}, nil), Roots: empty}) != nil {
		t.Errorf("a file without steps is taken: %v", err)
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = analyzer.Check(t.Context(), "cloudbuild.yaml", []byte("steps:\n- name: a\n\t- b\n"))
	var d *scan.Diagnostic
	if !errors.As(err, &d) || d.Kind != scan.DiagMalformed {
		t.Errorf("error %v", err)
	}
}
