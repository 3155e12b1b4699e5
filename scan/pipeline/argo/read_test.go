package argo_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/argo"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

const workflow = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {templates: [{name: a, script: {image: a, command: [bash], source: ls}}]}\n"

func TestRecognize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path, text string
		want       bool
	}{
		{"a.yaml", workflow, true},
		{"sensors/a.yml", "# x\napiVersion: argoproj.io/v1alpha1\nkind: Sensor\n", true},
		{"templates/a.yaml", "{{- if .Values.x }}\n" + workflow + "{{- end }}\n", false},
		{"a.yaml", "apiVersion: apps/v1\nkind: Deployment\n", false},
		{"a.yaml", "apiVersion: tekton.dev/v1\nkind: Task\n", false},
		{".github/workflows/a.yml", "on: push\njobs: {a: {steps: [{run: kubectl apply argoproj.io/v1}]}}\n", false},
		{"node_modules/x/a.yaml", workflow, false},
	}
	for _, tt := range tests {
		f := scan.NewFile(&scan.Entry{Path: tt.path}, []byte(tt.text))
		if got := argo.New().Recognize(f); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.path, got, tt.want)
		}
	}
}

func read(t *testing.T, text string) *ci.File {
	t.Helper()
	roots, err := document.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return argo.New().Read(&ci.Source{File: scan.NewFile(&scan.Entry{Path: "a.yaml"}, []byte(text)), Roots: roots})
}

func TestRead(t *testing.T) {
	t.Parallel()
	f := read(t, workflow+`---
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
spec:
  workflowSpec:
    templates:
      - name: b
        container: {image: a, command: [sh, -c], args: ["echo {{workflow.name}} {{inputs.parameters.x}}"]}
        sidecars: [{name: s, image: b}]
      - name: c
        steps: [[{name: d, inline: {container: {image: c, command: [ls]}}}]]
---
kind: ConfigMap
apiVersion: v1
`)
	var got []string
	for _, job := range f.Jobs {
		for _, s := range job.Steps {
			line := job.ID + " " + s.Node.Get("image").Value()
			if s.Run != nil {
				line += " " + s.Run.Interpreter() + ":"
				for _, h := range s.Run.Templates {
					line += " " + s.Run.Text.Value()[h.Start:h.End]
				}
			}
			got = append(got, line)
		}
	}
	want := []string{"a a bash:", "b a sh: {{workflow.name}} {{inputs.parameters.x}}", "b b", "inline c"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	for _, kind := range []string{"Application", "AppProject", "Rollout", "AnalysisTemplate"} {
		if read(t, "apiVersion: argoproj.io/v1alpha1\nkind: "+kind+"\nspec: {templates: []}\n") != nil {
			t.Errorf("%s is taken", kind)
		}
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = analyzer.Check(t.Context(), "a.yaml", []byte(workflow+"a: b: c\n"))
	var d *scan.Diagnostic
	if !errors.As(err, &d) || d.Kind != scan.DiagMalformed {
		t.Errorf("error %v", err)
	}
	open := strings.Replace(workflow, "source: ls", "source: '"+strings.Repeat("{{ a ", 50000)+"'", 1)
	if _, err := analyzer.Check(t.Context(), "a.yaml", []byte(open)); err != nil {
		t.Error(err)
	}
}
