package tekton_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
	"github.com/penstock-dev/penstock/scan/pipeline/tekton"
)

const task = "apiVersion: tekton.dev/v1\nkind: Task\nspec: {steps: [{image: a, script: ls}]}\n"

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, tekton.New(), []audittest.Candidate{
		{"tasks/a.yaml", task, true},
		{".tekton/a.yaml", "---\n" + task, true},
		{"a.yaml", "apiVersion: triggers.tekton.dev/v1beta1\nkind: EventListener\n", true},
		{"chart/templates/a.yaml", "{{- if .Values.x }}\n" + task + "{{- end }}\n", false},
		{"a.yaml", "apiVersion: apps/v1\nkind: Deployment\n", false},
		{"a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n", false},
		{".github/workflows/a.yml", "on: push\njobs: {a: {steps: [{run: kubectl apply tekton.dev/v1}]}}\n", false},
		{".gitlab-ci.yml", "build:\n  script:\n    - kubectl get tekton.dev/v1\n", false},
		{"vendor/x/a.yaml", task, false},
	})
}

// TestRead checks the tasks and scripts of every kind of manifest.
func TestRead(t *testing.T) {
	t.Parallel()
	text := task + `---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: r, annotations: {pipelinesascode.tekton.dev/on-event: "[push, pull_request]"}}
spec:
  pipelineSpec:
    tasks:
      - name: one
        taskSpec:
          steps:
            - name: a
              script: |
                #!/usr/bin/env python3
                print("$(params.x) $(ls) {{ revision }}")
            - command: [bash, -c]
              args: ["ls $(context.task.name)"]
    finally:
      - name: last
        taskSpec: {steps: [{command: [ls]}], sidecars: [{image: b}]}
---
apiVersion: v1
kind: List
items:
  - apiVersion: tekton.dev/v1
    kind: TaskRun
    metadata: {name: listed}
    spec: {taskSpec: {steps: [{script: a}]}}
---
apiVersion: v1
kind: ConfigMap
`
	f := audittest.Read(t, tekton.New(), "a.yaml", text)
	var got []string
	for _, job := range f.Jobs {
		for _, s := range job.Steps {
			line := job.ID + " " + s.Group
			if s.Run != nil {
				line += " " + s.Run.Interpreter() + ":"
				for _, h := range s.Run.Templates {
					line += " " + s.Run.Text.Value()[h.Start:h.End]
				}
			}
			got = append(got, line)
		}
	}
	want := []string{" steps :", "one steps python3: $(params.x) {{ revision }}", "one steps bash: $(context.task.name)", "last steps", "last sidecars", "listed steps :"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if len(f.Triggers) != 2 || f.Triggers[1].Name != "pull_request" || f.Kind != ci.KindPipeline {
		t.Errorf("triggers %v, kind %s", f.Triggers, f.Kind)
	}
	if audittest.Read(t, tekton.New(), "a.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {a: tekton.dev/v1}\n") != nil {
		t.Error("another manifest is taken")
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	audittest.Malformed(t, "a.yaml", task+"a: b: c\n")
	open := strings.Repeat("$(params. {{ ", 20000)
	if _, err := analyzer.Check(t.Context(), "a.yaml", []byte("apiVersion: tekton.dev/v1\nkind: Task\nspec: {steps: [{image: a@sha256:0, script: '"+open+"'}]}\n")); err != nil {
		t.Error(err)
	}
}
