package pipeline_test

import (
	"fmt"
	"testing"
	"time"
)

// TestDenseRepositories checks that files which all refer to each other are
// checked in reasonable time.
func TestDenseRepositories(t *testing.T) {
	t.Parallel()
	dense := map[string]map[string][]byte{"gitlab": {}, "azure": {}, "tekton": {}, "argo": {}, "buildkite": {}}
	for i := range 80 {
		dense["gitlab"][fmt.Sprintf("ci/%03d.gitlab-ci.yml", i)] = fmt.Appendf(nil,
			"spec: { inputs: { x: } }\n---\ninclude: { local: ci/*.yml, inputs: { x: \"$[[ inputs.x ]]$CI_COMMIT_TITLE\" } }\n.j%d:\n  extends: .j%d\n  stage: test\n  script:\n  - eval \"$T $[[ inputs.x ]]\"\nchild%d: { trigger: { include: ci/*.yml }, variables: { T: $T } }\n", i, (i+1)%80, i)
		dense["azure"][fmt.Sprintf("ci/%03d.yml", i)] = fmt.Appendf(nil,
			"parameters: [{ name: x, type: string }]\nvariables: [{ name: v%d, value: $(v%d) }]\nsteps:\n- template: %03d.yml\n  parameters: { x: \"${{ parameters.x }}$(Build.SourceVersionMessage)\" }\n- template: %03d.yml\n  parameters: { x: \"$(v%d)\" }\n- bash: echo ${{ parameters.x }}\n", i, (i+1)%80, (i+1)%80, (i+7)%80, i)
		dense["tekton"][fmt.Sprintf("t%03d.yaml", i)] = fmt.Appendf(nil,
			"apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: p }\nspec:\n  params: [{ name: x }]\n  tasks:\n  - { name: a, taskRef: { name: t }, params: [{ name: x, value: $(params.x) }] }\n---\napiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec:\n  params: [{ name: x }]\n  steps: [{ name: a, image: i, script: echo $(params.x) }]\n")
		dense["argo"][fmt.Sprintf("w%03d.yaml", i)] = fmt.Appendf(nil,
			"apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: { name: w%d }\nspec:\n  templates:\n  - name: t\n    inputs: { parameters: [{ name: x }] }\n    steps: [[{ name: a, templateRef: { name: w%d, template: s }, arguments: { parameters: [{ name: x, value: \"{{inputs.parameters.x}}\" }] } }]]\n  - name: s\n    inputs: { parameters: [{ name: x }] }\n    script: { image: i, command: [sh], source: \"{{inputs.parameters.x}}\" }\n", i, (i+1)%80)
		dense["buildkite"][fmt.Sprintf(".buildkite/%03d.yml", i)] = fmt.Appendf(nil,
			"env: { A: $B, B: $A, C: $BUILDKITE_MESSAGE }\nsteps:\n- command: buildkite-agent pipeline upload .buildkite/*.yml\n- command: echo $A $C\n")
	}
	for name, files := range dense {
		start := time.Now()
		list, _ := newAnalyzer(t).CheckFiles(t.Context(), files)
		if d := time.Since(start); d > 3*time.Minute {
			t.Errorf("%s: %d files took %s", name, len(files), d)
		}
		ways := 0
		for _, w := range list {
			ways += len(w.CodeFlows)
			for _, flow := range w.CodeFlows {
				if len(flow.Steps) > 60 {
					t.Fatalf("%s: a way of %d places", name, len(flow.Steps))
				}
			}
		}
		if ways == 0 {
			t.Errorf("%s: nothing was followed", name)
		}
	}
}

// FuzzLinked checks that no two files make the links between them panic, and that
// findings lie in the text.
func FuzzLinked(f *testing.F) {
	f.Add(".gitlab-ci.yml", "include: [{ local: ci/a.yml, inputs: { x: $CI_COMMIT_TITLE } }]\n.b: { variables: { T: $CI_COMMIT_MESSAGE } }\n",
		"ci/a.yml", "spec: { inputs: { x: } }\n---\na: { stage: test, extends: .b, script: [eval \"$T $[[ inputs.x ]]\"] }\n")
	f.Add("azure-pipelines.yml", "steps:\n- template: a.yml\n  parameters: { x: $(Build.SourceBranch) }\n", "a.yml", "parameters: [{ name: x, type: string }]\nsteps:\n- bash: echo ${{ parameters.x }}\n")
	f.Add("a.yml", "apiVersion: tekton.dev/v1\nkind: TaskRun\nspec: { taskRef: { name: t }, params: [{ name: x, value: \"{{ source_branch }}\" }] }\n",
		"b.yml", "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec: { params: [{ name: x }], steps: [{ script: $(params.x) }] }\n")
	f.Add("a.yml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: { workflowTemplateRef: { name: t }, arguments: { parameters: [{ name: x }] } }\n",
		"b.yml", "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: { name: t }\nspec: { templates: [{ script: { source: \"{{workflow.parameters.x}}\" } }] }\n")
	f.Add(".circleci/config.yml", "version: 2.1\norbs: { c: circleci/continuation@1 }\nworkflows: { a: { jobs: [{ c/continue: { configuration_path: .circleci/b.yml, parameters: '{\"x\": \"<< pipeline.git.branch >>\"}' } }] } }\n",
		".circleci/b.yml", "version: 2.1\nparameters: { x: { type: string } }\njobs: { a: { steps: [{ run: << pipeline.parameters.x >> }] } }\n")
	f.Add(".buildkite/a.yml", "env: { X: $BUILDKITE_MESSAGE }\nsteps: [{ command: buildkite-agent pipeline upload .buildkite/b.yml }]\n", ".buildkite/b.yml", "steps: [{ command: echo $X }]\n")
	a := newAnalyzer(f)
	f.Fuzz(func(t *testing.T, path, text, other, content string) {
		files := map[string][]byte{other: []byte(content), path: []byte(text)}
		list, _ := a.CheckFiles(t.Context(), files)
		for _, w := range list {
			if r := w.Location.Region; r.StartOffset < 0 || r.EndOffset < r.StartOffset || r.EndOffset > len(files[w.Location.Path]) {
				t.Fatalf("%s at %d:%d of %s", w.Rule.ID, r.StartOffset, r.EndOffset, w.Location.Path)
			}
		}
	})
}
