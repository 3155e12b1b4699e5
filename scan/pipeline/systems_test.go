package pipeline_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

// sample is a small file of one system, or of none.
type sample struct{ system, path, text string }

// samples has at least one file of every system.
func samples() []sample {
	return []sample{
		{"github", ".github/workflows/ci.yml", "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n    - run: make\n"},
		{"github", ".github/dependabot.yml", "version: 2\nupdates: []\n"},
		{"github", "action.yml", "name: x\nruns:\n  using: composite\n  steps: []\n"},
		{"gitlab", ".gitlab-ci.yml", "stages: [test]\ntest:\n  stage: test\n  script: make\n"},
		{"gitlab", "ci/included.yml", "stages:\n- test\ninclude:\n- template: a.yml\ntest:\n  stage: test\n  script:\n  - make\n"},
		{"gitlab", "templates/component.yml", "spec:\n  inputs:\n    a:\n---\ntest:\n  rules: []\n  script: make\n"},
		{"azure", "azure-pipelines.yml", "trigger: [main]\npool:\n  vmImage: ubuntu-24.04\nsteps:\n- script: make\n"},
		{"azure", "eng/stages.yml", "stages:\n- stage: build\n  jobs:\n  - job: a\n    steps:\n    - bash: make\n"},
		{"azure", "eng/template.yml", "parameters:\n- name: a\nsteps:\n- task: Bash@3\n  inputs:\n    script: make\n"},
		{"circleci", ".circleci/config.yml", "version: 2.1\njobs:\n  build:\n    docker:\n    - image: a:1\n    steps:\n    - run: make\nworkflows:\n  main:\n    jobs: [build]\n"},
		{"circleci", "src/orb.yml", "version: 2.1\ncommands:\n  a:\n    steps:\n    - run: make\n"},
		{"bitbucket", "bitbucket-pipelines.yml", "image: a:1\npipelines:\n  default:\n  - step:\n      script:\n      - make\n"},
		{"bitbucket", "shared.yml", "definitions:\n  pipelines:\n    a:\n    - step:\n        script: [make]\n"},
		{"drone", ".drone.yml", "kind: pipeline\nname: a\nsteps:\n- name: b\n  image: a:1\n  commands:\n  - make\n"},
		{"drone", ".woodpecker/test.yml", "when:\n- event: push\nsteps:\n- name: b\n  image: a:1\n  commands: [make]\n"},
		{"buildkite", ".buildkite/pipeline.yml", "steps:\n- label: a\n  command: make\n"},
		{"travis", ".travis.yml", "language: go\nscript: make\n"},
		{"jenkins", "Jenkinsfile", "node('linux') {\n    stage('a') {\n        sh 'make'\n    }\n}\n"},
		{"jenkins", "vars/build.groovy", "def call() {\n    sh \"make\"\n}\n"},
		{"tekton", "tasks/build.yaml", "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: a\nspec:\n  steps:\n  - name: b\n    image: a:1\n    script: make\n"},
		{"argo", "workflows/build.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n  - name: a\n    script:\n      image: a:1\n      command: [sh]\n      source: make\n"},
		{"cloudbuild", "cloudbuild.yaml", "steps:\n- name: golang\n  script: make\n"},
		{"cloudbuild", "ci/build.yaml", "steps:\n- name: gcr.io/cloud-builders/docker\n  entrypoint: bash\n  args: ['-c', 'make']\n"},
		{"codebuild", "buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands:\n    - make\n"},
		{"precommit", ".pre-commit-config.yaml", "repos:\n- repo: local\n  hooks:\n  - id: a\n    language: system\n    entry: make\n"},
		{"compose", "docker-compose.yml", "version: '2.4'\nservices:\n  a:\n    image: a:1\n"},
		{"dockerfile", "Dockerfile", "FROM a:1\nRUN make\n"},
		{"script", "scripts/build.sh", "make\n"},
		{"workspace", ".husky/pre-commit", "make\n"},
		{"", "chart/values.yml", "image: a:1\nreplicas: 3\n"},
		{"", "deploy.yml", "apiVersion: v1\nkind: Pod\nspec:\n  containers: []\n"},
		{"", "playbook.yml", "- hosts: all\n  tasks:\n  - script: a.sh\n"},
		{"", "Taskfile.yml", "version: '3'\ntasks:\n  a:\n    cmds: [make]\n"},
		{"", ".golangci.yml", "version: '2'\nlinters: {}\n"},
	}
}

// TestSystems checks that each file is taken by its own system and read by it,
// and that a file of any other system, or of none, is not.
func TestSystems(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	seen := map[string]bool{}
	for _, s := range samples() {
		list, err := a.Check(t.Context(), s.path, []byte(s.text))
		if err != nil {
			t.Errorf("%s: %v", s.path, err)
		}
		system := ""
		f := scan.NewFile(&scan.Entry{Path: s.path}, []byte(s.text))
		for _, candidate := range pipeline.Systems() {
			if text, ok := candidate.(audit.TextSystem); ok && text.WantsText(f.Entry) || candidate.Recognize(f) {
				system = candidate.Name()
				break
			}
		}
		if s.system != "" && system != s.system {
			t.Errorf("%s is taken by %q, want %q", s.path, system, s.system)
		}
		for _, w := range list {
			if w.System != s.system {
				t.Errorf("%s has a finding of %q: %s", s.path, w.System, w.Rule.ID)
			}
		}
		seen[s.system] = true
	}
	for _, s := range pipeline.Systems() {
		if !seen[s.Name()] {
			t.Errorf("%s has no sample", s.Name())
		}
	}
}

// TestSystemsRead checks that the script of each system's sample is looked at by
// the rules for scripts of every system.
func TestSystemsRead(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	for _, s := range samples() {
		text := []byte(strings.ReplaceAll(s.text, "make", "curl -O http://files.example.net/x"))
		list, err := a.Check(t.Context(), s.path, text)
		if err != nil {
			t.Errorf("%s: %v", s.path, err)
		}
		found := false
		for _, w := range list {
			found = found || w.Rule.ID == "script/insecure-url-scheme"
		}
		if want := s.system != "" && string(text) != s.text; found != want {
			t.Errorf("%s: script looked at %t, want %t", s.path, found, want)
		}
	}
}

// TestSystemsBroken checks that broken files of every system give a diagnostic.
func TestSystemsBroken(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	for _, s := range samples() {
		if s.system == "" || !strings.HasSuffix(s.path, "ml") { // no YAML
			continue
		}
		_, err := a.Check(t.Context(), s.path, []byte(s.text+"broken: [\n"))
		var d *scan.Diagnostic
		if !errors.As(err, &d) || d.Kind != scan.DiagMalformed {
			t.Errorf("%s: %v is no diagnostic of a malformed file", s.path, err)
		}
	}
}

// FuzzSystems checks that no text makes a front end or a rule panic, and that
// findings lie in the text.
func FuzzSystems(f *testing.F) {
	for _, s := range samples() {
		f.Add(s.path, s.text)
	}
	f.Add(".gitlab-ci.yml", "a:\n  extends: a\n  script: [['$[[ inputs.x ]]'], 'eval $CI_COMMIT_TITLE']\n  rules: [{if: '(a || \"b\") && $X =~ /x/'}]\n")
	f.Add("azure-pipelines.yml", "steps:\n- ${{ if }}:\n  - bash: $(Build.SourceBranch) ${{ parameters['x'] }} ##vso[task.setvariable\n    condition: or(not('a'), eq())\n")
	f.Add(".circleci/config.yml", "version: 2.1\njobs: {a: {steps: [{run: '<< x >> \\<< <<'}, {when: {condition: {or: [[]]}, steps: []}}]}}\n")
	a := newAnalyzer(f)
	f.Fuzz(func(t *testing.T, path, text string) {
		list, _ := a.Check(t.Context(), path, []byte(text))
		for _, w := range list {
			if r := w.Location.Region; r.StartOffset < 0 || r.EndOffset < r.StartOffset || r.EndOffset > len(text) {
				t.Fatalf("%s at %d:%d of %d bytes", w.Rule.ID, r.StartOffset, r.EndOffset, len(text))
			}
		}
	})
}
