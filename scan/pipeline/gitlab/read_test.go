package gitlab_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/gitlab"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, gitlab.New(), ".gitlab-ci.yml", `
spec:
  inputs:
    level: {type: number}
---
variables:
  A: one
  B: {value: two, description: more}
before_script: [echo top]
default:
  image: golang:1.26
.base:
  services: [{name: redis:8, alias: cache}]
test:
  extends: .base
  needs: [lint, {job: build}]
  script:
    - echo $[[ inputs.level ]]
    - - echo nested
      - [echo deep]
    - !reference [.base, script]
    - echo last
  after_script: echo done
pages:
  script: make
`)
	var got []string
	for _, job := range f.Jobs {
		line := fmt.Sprintf("%q", job.ID)
		if job.Container != nil {
			line += " in " + job.Container.Ref.Value()
		}
		for _, s := range job.Services {
			line += " with " + s.Name + "=" + s.Ref.Value()
		}
		for _, need := range job.Needs {
			line += " needs " + need
		}
		got = append(got, line)
		for _, s := range job.Steps {
			got = append(got, fmt.Sprintf("  %s[%d] %s %d", s.Group, s.Index, s.Run.Text.Value(), len(s.Run.Templates)))
		}
	}
	want := []string{
		`""`, "  before_script[0] echo top 0",
		`"default" in golang:1.26`,
		`".base" with cache=redis:8`,
		`"test" needs lint needs build`,
		"  script[0] echo $[[ inputs.level ]] 1", "  script[1] echo nested 0", "  script[2] echo deep 0", "  script[3] echo last 0", "  after_script[0] echo done 0",
		`"pages"`, "  script[0] make 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
	if f.Kind != ci.KindComponent || len(f.Inputs) != 1 || f.Inputs[0].Type != "number" || f.Env.Get("b").Value() != "two" {
		t.Errorf("kind %s, inputs %v, B = %q", f.Kind, f.Inputs, f.Env.Get("b").Value())
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	const included = "build:\n  stage: build\n  script: make\n"
	tests := []struct {
		path, text string
		want       bool
	}{
		{".gitlab-ci.yml", "a: 1\n", true},
		{"Jobs/Deploy.gitlab-ci.yaml", "a: 1\n", true},
		{"ci/build.yml", included, true},
		{"templates/scan.yml", "spec:\n  inputs:\n    a:\n---\nscan:\n  script: make\n  rules: []\n", true},
		{"ci/all.yml", "\ninclude:\n  - component: example.com/a/b@1\n", true},
		{"vendor/a/.gitlab-ci.yml", included, false},
		{"package.yml", "scripts:\n  build: make\n", false},
		{"other.yml", "build:\n  script: make\n", false},
		{"values.yml", "replicas: 3\n", false},
		{"ci/lists.yml", "include:\n  - local: a.yml\n", true},
		{"ci/starts.yml", "child:\n  trigger:\n    include: a.yml\n", true},
		{"compose.yml", "include:\n  - a.yml\n", false},
	}
	for _, tt := range tests {
		f := scan.NewFile(&scan.Entry{Path: tt.path}, []byte(tt.text))
		got := gitlab.New().Recognize(f) && audittest.Read(t, gitlab.New(), tt.path, tt.text) != nil
		if got != tt.want {
			t.Errorf("%s: %v, want %v", tt.path, got, tt.want)
		}
	}
}

// TestBounds checks that chains without end come to one.
func TestBounds(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 50) + "echo" + strings.Repeat("]", 50)
	f := audittest.Read(t, gitlab.New(), ".gitlab-ci.yml", "a:\n  extends: b\n  script: "+deep+"\nb:\n  extends: a\n  environment: production\n  script: x\n")
	if len(f.Jobs) != 2 || len(f.Jobs[0].Steps) != 0 {
		t.Errorf("%d jobs", len(f.Jobs))
	}
}
