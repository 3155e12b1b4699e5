package circleci_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/circleci"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
)

func TestRead(t *testing.T) {
	t.Parallel()
	f := audittest.Read(t, circleci.New(), ".circleci/config.yml", `
version: 2.1
parameters:
  level: {type: Integer, default: 1}
orbs:
  own:
    commands:
      hi:
        steps: [{run: echo hi}]
executors:
  go:
    docker: [{image: 'golang:1.26'}]
commands:
  test:
    steps:
      - run: {name: test, command: "go test << parameters.flags >>", shell: /bin/sh, environment: {A: 1}}
jobs:
  build:
    docker:
      - image: cimg/base:1
      - {image: 'redis:8', name: cache}
    environment: {B: 2}
    steps:
      - checkout
      - test: {flags: -v}
      - unless:
          condition: << parameters.x >>
          steps:
            - run: |
                cat \<< EOF
                << not a name >>
                EOF
      - own/hi
workflows:
  main:
    jobs:
      - build:
          post-steps: [{run: echo after}]
`)
	var got []string
	for _, job := range f.Jobs {
		line := job.ID
		if job.Container != nil {
			line += " in " + job.Container.Ref.Value()
		}
		for _, s := range job.Services {
			line += " with " + s.Name + "=" + s.Ref.Value()
		}
		got = append(got, line)
		for _, s := range job.Steps {
			line := fmt.Sprintf("  %d %s", s.Index, s.Uses.Name())
			if s.Run != nil {
				line += fmt.Sprintf("%q %s %d", s.Run.Text.Value(), s.Run.Interpreter(), len(s.Run.Templates))
			}
			got = append(got, line)
		}
	}
	want := []string{
		"executors.go in golang:1.26",
		"commands.test", `  0 "go test << parameters.flags >>" /bin/sh 1`,
		"build in cimg/base:1 with cache=redis:8", "  0 /checkout", "  1 /test", `  2 "cat \\<< EOF\n<< not a name >>\nEOF\n"  0`, "  3 own/hi",
		"orbs.own.commands.hi", `  0 "echo hi"  0`,
		"build", `  0 "echo after"  0`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("jobs (-want +got):\n%s", diff)
	}
	if len(f.Inputs) != 1 || f.Inputs[0].Type != "integer" || f.Jobs[2].Env.Get("b").Value() != "2" {
		t.Errorf("inputs %v, B = %q", f.Inputs, f.Jobs[2].Env.Get("b").Value())
	}
}

func TestRecognize(t *testing.T) {
	t.Parallel()
	audittest.Recognizes(t, circleci.New(), []audittest.Candidate{
		{".circleci/config.yml", "version: 2.1\njobs: {}\n", true},
		{"sub/.circleci/continue.yaml", "workflows: {}\n", true},
		{"orb/src/orb.yml", "version: 2.1\ncommands: {}\n", true},
		{".circleci/other.yml", "a: 1\n", false},
		{"compose.yml", "version: '2.4'\nservices: {}\n", false},
		{"workflow.yml", "on: push\njobs: {}\n", false},
		{"node_modules/a/.circleci/config.yml", "version: 2.1\njobs: {}\n", false},
		{"jobs.yml", "jobs: {}\n", false},
		{"src/commands/greet.yml", "steps:\n  - run: echo\n", true},
		{"src/commands/greet.yml", "steps:\n  - script: echo\n", false},
		{"src/commands/greet.yml", "name: a\nsteps:\n  - run: echo\n", false},
		{"src/jobs/test.yml", "executor: go\nsteps:\n  - checkout\n", true},
		{"src/jobs/test.yml", "steps:\n  - checkout\n", false},
		{"src/executors/go.yml", "docker:\n  - image: golang:1.26\n", true},
		{"src/executors/go.yml", "image: golang:1.26\n", false},
		{".circleci/src/workflows/main.yml", "jobs:\n  - build\n", true},
		{"src/workflows/main.yml", "jobs:\n  - build\n", false},
	})
}

// TestReadParts checks that a file of a folder that is packed is one definition.
func TestReadParts(t *testing.T) {
	t.Parallel()
	tests := []struct{ path, text, want string }{
		{"src/commands/greet.yml", "steps:\n  - run: echo << parameters.to >>\n", "component commands.greet 1"},
		{"src/jobs/build.yml", "docker: [{image: 'golang:1.26'}]\nsteps:\n  - checkout\n  - run: make\n", "component build 2 golang:1.26"},
		{"src/executors/go.yml", "docker:\n  - image: 'golang:<< parameters.tag >>'\n", "component executors.go 0 golang:<< parameters.tag >>"},
		{".circleci/src/jobs/build.yml", "executor: go\nsteps:\n  - checkout\n", "pipeline build 1"},
		{".circleci/src/workflows/main.yml", "jobs:\n  - build:\n      pre-steps: [checkout]\n", "pipeline build 1"},
	}
	for _, tt := range tests {
		f := audittest.Read(t, circleci.New(), tt.path, tt.text)
		if f == nil || len(f.Jobs) != 1 {
			t.Fatalf("%s: %v", tt.path, f)
		}
		got := fmt.Sprintf("%s %s %d", f.Kind, f.Jobs[0].ID, len(f.Jobs[0].Steps))
		if c := f.Jobs[0].Container; c != nil {
			got += " " + c.Ref.Value()
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.path, got, tt.want)
		}
	}
}

// TestProportion checks that following parameters takes time in proportion to the
// file: each text would take far longer than the test otherwise.
func TestProportion(t *testing.T) {
	t.Parallel()
	var chain strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&chain, "  c%d:\n    parameters: {x: {type: string}}\n    steps:\n      - c%d: {x: << parameters.x >>}\n      - c%d: {x: << parameters.x >>}\n      - run: echo << parameters.x >>\n", i, i+1, i+2)
	}
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"version: 2.1\ncommands:\n" + chain.String() + "jobs: {a: {steps: [c1]}}\n",
		"version: 2.1\njobs:\n  a:\n    parameters: {x: {type: string}}\n    steps:\n" + strings.Repeat("      - run: echo << parameters.x >>\n", 4000) +
			"workflows:\n  m:\n    jobs:\n" + strings.Repeat("      - a: {x: b}\n", 8000),
	} {
		if _, err := analyzer.Check(t.Context(), ".circleci/config.yml", []byte(text)); err != nil {
			t.Error(err)
		}
	}
}

// TestPackTooLarge tells that not all files of a folder could be looked at together.
func TestPackTooLarge(t *testing.T) {
	t.Parallel()
	a, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for n, told := range map[int]bool{151: false, 170: true} {
		files := map[string][]byte{}
		for i := range n {
			files[fmt.Sprintf("src/commands/c%03d.yml", i)] = []byte("steps:\n  - run: make\n")
		}
		if _, err := a.CheckFiles(t.Context(), files); (err != nil) != told {
			t.Errorf("%d files: %v", n, err)
		}
	}
}
