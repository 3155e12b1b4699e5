package travis_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
	"github.com/penstock-dev/penstock/scan/pipeline/travis"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, travis.New(), ".travis.yml", `
language: go
before_install: one
script:
- two
- {not: a command}
- three
jobs:
  include:
  - name: n
    script: four
  - stage: s
    deploy:
    - provider: script
      script: five
    - provider: npm
`)
	var got []string
	for _, job := range f.Jobs {
		got = append(got, fmt.Sprintf("%q", job.ID))
		for _, s := range job.Steps {
			got = append(got, fmt.Sprintf("  %s[%d] %s", s.Group, s.Index, s.Run.Text.Value()))
		}
	}
	want := []string{
		`""`, "  before_install[0] one", "  script[0] two", "  script[1] three",
		`"jobs.include[0]"`, "  script[0] four",
		`"jobs.include[1]"`, "  deploy[0] five",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, travis.New(), []audittest.Candidate{
		{".travis.yml", "", true},
		{"sub/.travis.yml", "", true},
		{"travis/common.yml", "script: make\n", true},
		{"travis/values.yml", "replicas: 3\n", false},
		{"ci.yml", "language: go\nscript: make\n", false},
		{"node_modules/a/.travis.yml", "", false},
	})
}
