package argo_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/argo"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

const workflow = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {templates: [{name: a, script: {image: a, command: [bash], source: ls}}]}\n"

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, argo.New(), []audittest.Candidate{
		{"a.yaml", workflow, true},
		{"sensors/a.yml", "# x\napiVersion: argoproj.io/v1alpha1\nkind: Sensor\n", true},
		{"templates/a.yaml", "{{- if .Values.x }}\n" + workflow + "{{- end }}\n", false},
		{"a.yaml", "apiVersion: apps/v1\nkind: Deployment\n", false},
		{"a.yaml", "apiVersion: tekton.dev/v1\nkind: Task\n", false},
		{".github/workflows/a.yml", "on: push\njobs: {a: {steps: [{run: kubectl apply argoproj.io/v1}]}}\n", false},
		{"node_modules/x/a.yaml", workflow, false},
	})
}

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, argo.New(), "a.yaml", workflow+`---
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
		if audittest.Read(t, argo.New(), "a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: "+kind+"\nspec: {templates: []}\n") != nil {
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
	audittest.Malformed(t, "a.yaml", workflow+"a: b: c\n")
	open := strings.Replace(workflow, "source: ls", "source: '"+strings.Repeat("{{ a ", 50000)+"'", 1)
	if _, err := analyzer.Check(t.Context(), "a.yaml", []byte(open)); err != nil {
		t.Error(err)
	}
}

// TestRecursion follows a value through templates that use themselves and each
// other: every script is told who writes it, and all are looked at in no time.
func TestRecursion(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(`apiVersion: argoproj.io/v1alpha1
kind: Sensor
spec:
  dependencies: [{name: hook, eventSourceName: hook, eventName: app}]
  triggers:
    - template:
        argoWorkflow:
          operation: submit
          source:
            resource:
              apiVersion: argoproj.io/v1alpha1
              kind: Workflow
              spec:
                arguments: {parameters: [{name: title, value: none}]}
                entrypoint: main
                templates:
                  - name: main
                    steps: [[{name: a, template: a, arguments: {parameters: [{name: x, value: "{{workflow.parameters.title}}"}]}}]]
`)
	for _, name := range []string{"a", "b"} {
		fmt.Fprintf(&text, "                  - name: %s\n                    inputs: {parameters: [{name: x}]}\n                    steps:\n", name)
		for i := range 40 {
			for _, to := range []string{"a", "b", name + "-run"} {
				fmt.Fprintf(&text, "                      - [{name: %s%d, template: %[1]s, arguments: {parameters: [{name: x, value: \"{{inputs.parameters.x}}\"}]}}]\n", to, i)
			}
		}
		fmt.Fprintf(&text, "                  - name: %s-run\n                    inputs: {parameters: [{name: x}]}\n                    script: {image: a, command: [sh], source: \"echo {{inputs.parameters.x}}\"}\n", name)
	}
	text.WriteString("          parameters: [{src: {dependencyName: hook, dataKey: body.pull_request.title}, dest: spec.arguments.parameters.0.value}]\n")
	a, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := a.Check(t.Context(), "a.yaml", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range list {
		if w.Rule.ID == "argo/expression-injection" {
			got = append(got, w.Job+" "+w.Severity.String())
		}
	}
	if diff := cmp.Diff([]string{"a-run high", "b-run high"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
