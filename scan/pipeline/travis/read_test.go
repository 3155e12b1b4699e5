package travis_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/travis"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f := scan.NewFile(&scan.Entry{Path: ".travis.yml"}, []byte(`
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
`))
	roots, err := document.Parse(f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	model := travis.New().Read(&ci.Source{File: f, Roots: roots})
	var got []string
	for _, job := range model.Jobs {
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
	tests := []struct {
		path, text string
		want       bool
	}{
		{".travis.yml", "", true},
		{"sub/.travis.yml", "", true},
		{"travis/common.yml", "script: make\n", true},
		{"travis/values.yml", "replicas: 3\n", false},
		{"ci.yml", "language: go\nscript: make\n", false},
		{"node_modules/a/.travis.yml", "", false},
	}
	for _, tt := range tests {
		f := scan.NewFile(&scan.Entry{Path: tt.path}, []byte(tt.text))
		if got := travis.New().Recognize(f); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.path, got, tt.want)
		}
	}
}
