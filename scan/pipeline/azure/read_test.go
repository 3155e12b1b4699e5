package azure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/azure"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

// outline lists the jobs of a file with their steps.
func outline(f *ci.File) []string {
	var got []string
	for _, job := range f.Jobs {
		line := fmt.Sprintf("%q", job.ID)
		if job.Container != nil {
			line += " in " + job.Container.Ref.Value()
		}
		got = append(got, line)
		for _, s := range job.Steps {
			line := fmt.Sprintf("  %s[%d] %s", s.Group, s.Index, s.Uses.Name())
			if s.Run != nil {
				line += fmt.Sprintf(" %s: %s %d", s.Run.Interpreter(), strings.TrimSpace(s.Run.Text.Value()), len(s.Run.Templates))
			}
			got = append(got, line)
		}
	}
	return got
}

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, azure.New(), "azure-pipelines.yml", `
trigger: [main]
variables:
- name: target
  value: one
stages:
- stage: build
  pool: {vmImage: windows-2025}
  jobs:
  - job: compile
    container: golang:1.26
    steps:
    - script: make $(target) $(Build.BuildId) $(unknown)
    - ${{ if true }}:
      - bash: inner
      - ${{ each p in parameters.list }}:
        - pwsh: deeper
    - task: AzureCLI@2
      inputs: {scriptType: bash, inlineScript: az x}
    - task: PythonScript@0
      inputs: {script: print(1)}
- ${{ if false }}:
  - stage: deploy
    jobs:
    - deployment: web
      strategy:
        runOnce:
          deploy:
            steps: [{bash: ship}]
          on:
            failure:
              steps: [{bash: back}]
- template: other.yml
`)
	want := []string{
		`"compile" in golang:1.26`,
		"  [0]  cmd: make $(target) $(Build.BuildId) $(unknown) 2",
		"  [1]  bash: inner 0",
		"  [2]  pwsh: deeper 0",
		"  [3] azure/azurecli bash: az x 0",
		"  [4] azure/pythonscript python: print(1) 0",
		`"web"`,
		"  deploy.steps[0]  bash: ship 0",
		"  on.failure.steps[0]  bash: back 0",
	}
	if diff := cmp.Diff(want, outline(f)); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
	if f.Kind != ci.KindPipeline || f.Env.Get("target").Value() != "one" {
		t.Errorf("kind %s, variable %q", f.Kind, f.Env.Get("target").Value())
	}
}

func TestReadTemplate(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, azure.New(), "templates/build.yml", "parameters:\n  text: x\n  flag: false\n  list: []\nsteps:\n- bash: make\n")
	if f.Kind != ci.KindComponent {
		t.Errorf("kind %s", f.Kind)
	}
	var got []string
	for _, in := range f.Inputs {
		got = append(got, in.Name+" "+in.Type)
	}
	if diff := cmp.Diff([]string{"text ", "flag boolean", "list object"}, got); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
	extended := audittest.Read(t, azure.New(), "p.yml", "extends:\n  template: base.yml@templates\n  parameters:\n    jobs:\n    - job: a\n      steps:\n      - bash: make\n")
	if diff := cmp.Diff([]string{`"a"`, "  [0]  bash: make 0"}, outline(extended)); diff != "" {
		t.Errorf("jobs of an extended template (-want +got):\n%s", diff)
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, azure.New(), []audittest.Candidate{
		{"azure-pipelines.yml", "steps: []\n", true},
		{"ci/Azure-Pipelines-nightly.yaml", "", true},
		{"eng/build.yml", "jobs:\n- job: a\n", true},
		{"eng/steps.yml", "parameters: {}\nsteps:\n- task: Bash@3\n", true},
		{"eng/stages.yml", "stages:\n- stage: a\n", true},
		{"eng/extends.yml", "extends:\n  template: a.yml\n", true},
		{"vendor/x/azure-pipelines.yml", "steps:\n- bash: x\n", false},
		{"ci.yml", "include:\n- template: a.yml\nstages:\n- build\n", false},
		{"cloudbuild.yaml", "steps:\n- name: golang\n", false},
		{"values.yml", "replicas: 3\n", false},
	})
}
