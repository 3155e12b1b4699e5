package github_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/github"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	const workflow = "name: x\non: push\njobs:\n  a:\n    steps: []\n"
	audittest.Recognizes(t, github.New(), []audittest.Candidate{
		{".github/workflows/a.yml", "", true},
		{"sub/.github/workflows/a.yaml", "", true},
		{".github/dependabot.yml", "", true},
		{"tools/setup/action.yml", "", true},
		{"templates/ci.yml", workflow, true},
		{"templates/quoted.yml", "\"on\": push\n'jobs':\n  a: {}\n", true},
		{"actions/x.yml", "name: x\nruns:\n  using: composite\n", true},
		{".circleci/config.yml", "version: 2.1\njobs:\n  build:\n    steps:\n      - checkout\n", false},
		{"azure-pipelines.yml", "trigger: [main]\njobs:\n- job: a\n  steps:\n  - script: echo on: x\n", false},
		{"values.yml", "replicas: 3\n", false},
		{"node_modules/a/.github/workflows/a.yml", workflow, false},
		{"web/vendor/a/.github/workflows/a.yml", workflow, false},
		{"my-vendor/.github/workflows/a.yml", workflow, true},
	})
}
