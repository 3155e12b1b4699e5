package pipeline_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
)

const workflowPath = ".github/workflows/ci.yml"

// TestShape holds files that a system knows by their paths against its form.
func TestShape(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path, text string
		kind             scan.DiagnosticKind
		line             int
		says             string
	}{
		{"jobs as a list", workflowPath, "on: push\njobs:\n  - a: 1\n", scan.DiagMalformed, 3, "jobs is a list where a mapping belongs!"},
		{"jobs as a number", workflowPath, "on: push\njobs: 3\n", scan.DiagMalformed, 2, "jobs is text"},
		{"text", workflowPath, "hello\n", scan.DiagMalformed, 1, "the file holds text where a mapping belongs"},
		{"empty", workflowPath, "", scan.DiagMalformed, 1, "the file is empty"},
		{"blank", workflowPath, "\n\n", scan.DiagMalformed, 1, "the file is empty"},
		{"UTF-16 without mark", workflowPath, "o\x00n\x00:\x00 \x00p\x00\n\x00", scan.DiagUnsupported, 0, "no text in UTF-8"},
		{"no jobs", workflowPath, "name: x\non: push\n", scan.DiagMalformed, 2, "there is nothing under jobs"},
		{"jobs without content", workflowPath, "on: push\njobs:\n", scan.DiagMalformed, 2, "there is nothing under jobs"},
		{"steps as a mapping", workflowPath, "on: push\njobs:\n  b:\n    steps:\n      run: make\n", scan.DiagMalformed, 5, "jobs.b.steps is a mapping where a list belongs"},
		{"text as a step", workflowPath, "on: push\njobs:\n  b:\n    steps:\n      - run: make\n      - make\n      - test\n", scan.DiagMalformed, 6, "jobs.b.steps[1] is text where a mapping belongs, and 1 other place is wrong too!"},
		{"text as a job", workflowPath, "on: push\njobs:\n  b: make\n", scan.DiagMalformed, 3, "jobs.b is text"},
		{"an alias of the right kind", workflowPath, "on: push\nx: &s\n  - run: make\njobs:\n  b:\n    runs-on: x\n    steps: *s\n", "", 0, ""},
		{"only comments", workflowPath, "# on: push\n# jobs:\n", "", 0, ""},
		{"a file of another tool", ".github/workflows/labels.yml", "labels:\n  - bug\n", "", 0, ""},
		{"a template's folder", "{{cookiecutter.name}}/.github/workflows/ci.yml", "hello\n", "", 0, ""},
		{"an installed dependency", "node_modules/x/.github/workflows/ci.yml", "hello\n", "", 0, ""},
		{"no configuration", "data/ci.yml", "hello\n", "", 0, ""},
		{"gitlab", ".gitlab-ci.yml", "hello\n", scan.DiagMalformed, 1, "the file holds text"},
		{"gitlab, empty", ".gitlab-ci.yml", "", scan.DiagMalformed, 1, "the file is empty"},
		{"gitlab's script", ".gitlab-ci.yml", "b:\n  script:\n    a: make\n", scan.DiagMalformed, 3, "b.script is a mapping where text or a list belongs"},
		{"gitlab's header", ".gitlab-ci.yml", "spec:\n  inputs:\n    a:\n---\nb:\n  script: make $[[ inputs.a ]]\n", "", 0, ""},
		{"circleci", ".circleci/config.yml", "hello\n", scan.DiagMalformed, 1, "the file holds text"},
		{"circleci's steps", ".circleci/config.yml", "version: 2.1\njobs:\n  b:\n    steps:\n      run: make\n", scan.DiagMalformed, 5, "jobs.b.steps is a mapping"},
		{"circleci's parameter", ".circleci/config.yml", "version: 2.1\njobs:\n  b:\n    steps: << parameters.s >>\n", "", 0, ""},
		{"azure", "azure-pipelines.yml", "- a\n", scan.DiagMalformed, 1, "the file holds a list"},
		{"azure's steps", "azure-pipelines.yml", "steps:\n  script: make\n", scan.DiagMalformed, 2, "steps is a mapping"},
		{"azure's parameter", "azure-pipelines.yml", "steps:\n- ${{ parameters.s }}\n", "", 0, ""},
		{"bitbucket", "bitbucket-pipelines.yml", "pipelines:\n  - step\n", scan.DiagMalformed, 2, "pipelines is a list"},
		{"travis", ".travis.yml", "- make\n", scan.DiagMalformed, 1, "the file holds a list"},
		{"travis, empty", ".travis.yml", "", "", 0, ""},
		{"drone", ".drone.yml", "kind: pipeline\nsteps: make\n", scan.DiagMalformed, 2, "steps is text"},
		{"buildkite", ".buildkite/pipeline.yml", "hello\n", scan.DiagMalformed, 1, "the file holds text"},
		{"cloudbuild", "cloudbuild.yaml", "steps:\n  name: x\n", scan.DiagMalformed, 2, "steps is a mapping"},
		{"codebuild", "buildspec.yml", "version: 0.2\nphases:\n  - build\n", scan.DiagMalformed, 3, "phases is a list"},
		{"pre-commit", ".pre-commit-config.yaml", "repos: x\n", scan.DiagMalformed, 1, "repos is text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := newAnalyzer(t).Check(context.Background(), c.path, []byte(c.text))
			_, together := newAnalyzer(t).CheckFiles(context.Background(), map[string][]byte{c.path: []byte(c.text)})
			if (err == nil) != (together == nil) {
				t.Errorf("alone: %v; with others: %v", err, together)
			}
			if c.kind == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var diag *scan.Diagnostic
			if !errors.As(err, &diag) || diag.Kind != c.kind || diag.Location.Region.StartLine != c.line || !strings.Contains(diag.Error()+"!", c.says) {
				t.Errorf("got %+v, %v; want %s at line %d that says %q", diag, err, c.kind, c.line, c.says)
			}
		})
	}
}

// TestShapeJudgesTheRest: what has the right form is judged.
func TestShapeJudgesTheRest(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"another step": "on: issues\njobs:\n  b:\n    steps:\n      - make\n      - run: echo ${{ github.event.issue.title }}\n",
		"another job":  "on: issues\njobs:\n  a: 3\n  b:\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n",
		"the trigger":  "on: pull_request_target\njobs: []\n",
	} {
		list, err := newAnalyzer(t).Check(context.Background(), workflowPath, []byte(text))
		if err == nil || len(list) == 0 {
			t.Errorf("%s: %d findings, error %v", name, len(list), err)
		}
	}
}
