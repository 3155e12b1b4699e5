package github_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/github"
)

func analyze(t *testing.T, path, text string) []*pipeline.Weakness {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := analyzer.Check(t.Context(), path, []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return list
}

// TestPrivilege checks what is left of an event's privilege behind a condition
// of the job: the finding says it.
func TestPrivilege(t *testing.T) {
	t.Parallel()
	const exposed, restricted, internal = ci.PrivilegeExposed, ci.PrivilegeRestricted, ci.PrivilegeInternal
	tests := []struct {
		on, cond string
		want     ci.Privilege
	}{
		{"pull_request_target", "true", exposed},
		{"issue_comment", "true", exposed},
		{"workflow_run", "true", exposed},
		{"pull_request", "true", restricted},
		{"push", "true", internal},
		{"[push, pull_request]", "true", restricted},
		{"workflow_call", "true", ci.PrivilegeUnknown},
		{"[pull_request, pull_request_target]", "github.event_name == 'pull_request'", restricted},
		{"[push, pull_request_target]", "github.event_name != 'pull_request_target'", internal},
		{"[push, pull_request_target]", "startsWith(github.event_name, 'pull')", exposed},
		{"pull_request_target", "github.event.pull_request.head.repo.full_name == github.repository", internal},
		{"pull_request_target", "github.repository == github.event.pull_request.head.repo.full_name", internal},
		{"pull_request_target", "github.event.pull_request.head.repo.full_name != github.repository", exposed},
		{"pull_request_target", "!github.event.pull_request.head.repo.fork", internal},
		{"pull_request_target", "github.event.pull_request.head.repo.fork == false", internal},
		{"pull_request_target", "github.event.pull_request.head.repo.fork", exposed},
		{"pull_request_target", "github.actor == 'octocat'", internal},
		{"pull_request_target", "github.actor == 'dependabot[bot]'", exposed},
		{"pull_request_target", "github.actor != 'octocat'", exposed},
		{"pull_request_target", "contains(fromJSON('[\"a\"]'), github.actor)", internal},
		{"pull_request_target", "contains(github.event.pull_request.labels.*.name, 'safe')", internal},
		{"pull_request_target", "github.event.label.name == 'safe'", internal},
		{"pull_request_target", "contains(github.event.pull_request.title, 'safe')", exposed},
		{"issue_comment", "github.event.comment.author_association == 'MEMBER'", internal},
		{"issue_comment", "github.event.comment.author_association == 'NONE'", exposed},
		{"issue_comment", "contains(fromJSON('[\"OWNER\", \"MEMBER\"]'), github.event.comment.author_association)", internal},
		{"issue_comment", "contains(fromJSON('[\"OWNER\", \"CONTRIBUTOR\"]'), github.event.comment.author_association)", exposed},
		{"issue_comment", "contains('OWNER MEMBER', github.event.comment.author_association)", internal},
		{"workflow_run", "github.event.workflow_run.event == 'push'", internal},
		{"workflow_run", "github.event.workflow_run.event == 'pull_request'", exposed},
		{"workflow_run", "github.event.workflow_run.head_repository.full_name == github.repository", internal},
		{"pull_request_target", "github.actor == 'octocat' && github.ref == 'x'", internal},
		{"pull_request_target", "github.actor == 'octocat' || github.ref == 'x'", exposed},
		{"pull_request_target", "!(github.actor != 'octocat' || failure())", internal},
		{"pull_request_target", "needs.first.result == 'success' && always()", internal},
		{"pull_request_target", "${{ github.actor == 'octocat' }} || broken", exposed},
	}
	for _, tt := range tests {
		text := fmt.Sprintf("on: %s\njobs:\n  first:\n    if: github.actor == 'me'\n    runs-on: x\n    steps: []\n  a:\n    if: %s\n    runs-on: x\n    steps:\n      - run: echo ${{ github.head_ref }}\n", tt.on, "|-\n      "+tt.cond)
		found := false
		for _, w := range analyze(t, ".github/workflows/x.yml", text) {
			if w.Rule.ID == "github/expression-injection" {
				found = true
				if w.Privilege != tt.want {
					t.Errorf("on %s if %s: privilege %q, want %q", tt.on, tt.cond, w.Privilege, tt.want)
				}
			}
		}
		if !found {
			t.Errorf("on %s if %s: no finding", tt.on, tt.cond)
		}
	}
}

// TestControl checks who is taken to control a context value, by the severity
// of its injection in an exposed run.
func TestControl(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"github.event.issue.title": "critical", "github.event.pull_request.head.ref": "critical", "github.event.pull_request.head.label": "critical",
		"github.event.comment.body": "critical", "github.event.review.body": "critical", "github.event.discussion.title": "critical",
		"github.event.pages[0].page_name": "critical", "github.event.pages.*.page_name": "critical", "GITHUB.EVENT.ISSUE.BODY": "critical",
		"github['event']['issue']['body']": "critical", "github.head_ref": "critical", "github.event.workflow_run.head_branch": "critical",
		"github.event.workflow_run.display_title": "critical", "github.event.workflow_run.head_commit.message": "critical",
		"github.event.pull_request.head.repo.default_branch": "critical", "toJSON(github)": "critical", "toJSON(github.event.issue)": "critical",
		"github.event.changes.title.from": "critical", "github.event.workflow_run.pull_requests[0].head.ref": "critical",
		"github.ref": "medium", "github.ref_name": "medium", "github.event.head_commit.message": "medium", "github.event.commits[0].author.email": "medium",
		"github.event.release.tag_name": "medium",
		"github.event.client_payload.x": "low", "github.event.inputs.text": "low", "inputs.text": "low", "env.UNSET": "low",
		"vars.X": "info", "steps.none.outputs.x": "info", "needs.none.outputs.x": "info", "github.event.unheard_of": "info", "github.triggering_actor": "info",
		"github.event.issue.number": "", "github.event.pull_request.head.sha": "", "github.event.pull_request.base.ref": "", "github.sha": "",
		"github.actor": "low", "github.repository": "", "github.run_id": "", "github.event.issue.html_url": "", "github.event.issue.user.login": "",
		"github.event.pull_request.merged": "", "github.event.action": "", "github.event.comment.author_association": "", "github.event.comment.created_at": "",
		"github.event.pull_request.commits": "", "github.event.commits[0].id": "", "github.event.head_commit.id": "", "github.event.repository.name": "",
		"secrets.X": "", "runner.os": "", "job.status": "", "steps.x.outcome": "", "needs.x.result": "", "strategy.job-index": "",
		"inputs.count": "", "inputs.kind": "", "github.event.inputs.flag": "",
		"github.event.issue.title == 'x'": "", "github.event.issue.title && 'x' || 'y'": "", "contains(github.event.issue.title, 'x')": "",
		"format('{0}', github.event.issue.title)": "critical", "join(github.event.issue.labels.*.name)": "info", "fromJSON(github.event.issue.body).x": "critical",
	}
	for text, want := range tests {
		workflow := "on:\n  issues:\n  workflow_dispatch:\n    inputs:\n      text: {}\n      count: {type: number}\n      kind: {type: choice}\n      flag: {type: boolean}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo ${{ " + text + " }}\n"
		got := ""
		for _, w := range analyze(t, ".github/workflows/x.yml", workflow) {
			if w.Rule.ID == "github/expression-injection" {
				got = w.Severity.String()
			}
		}
		if got != want {
			t.Errorf("%s: severity %q, want %q", text, got, want)
		}
	}
}

func read(t *testing.T, path, text string) *ci.File {
	t.Helper()
	file := scan.NewFile(&scan.Entry{Path: path}, []byte(text))
	roots, err := document.Parse(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return github.New().Read(&ci.Source{File: file, Roots: roots})
}

func TestRead(t *testing.T) {
	t.Parallel()
	f := read(t, "a.yml", `name: n
on:
  push: {branches: [main]}
  workflow_call:
    inputs: {a: {type: string}}
permissions: read-all
env: {E: f}
defaults: {run: {shell: sh}}
jobs:
  one:
    needs: two
    runs-on: windows-latest
    container: img
    services: {db: {image: i, credentials: {password: p}}}
    outputs: {o: "${{ steps.s.outputs.x }}"}
    steps:
      - id: s
        run: echo
      - uses: o/r/p/q@v1
        with: {K: v}
      - uses: docker://img:1
      - broken
  two:
    uses: ./.github/workflows/x.yml
    with: {a: b}
    secrets: inherit
`)
	job := f.Jobs[0]
	for what, ok := range map[string]bool{
		"kind":        f.Kind == ci.KindPipeline && f.System == "github" && f.Name.Value() == "n",
		"triggers":    len(f.Triggers) == 2 && f.Triggers[0].Name == "push" && f.Triggers[0].Config.Len() == 1,
		"inputs":      len(f.Inputs) == 1 && f.Inputs[0].Type == "string" && f.Inputs[0].Trigger == "workflow_call",
		"permissions": f.Permissions.All == "read-all",
		"env":         f.Env.Get("e").Value() == "f",
		"job":         job.ID == "one" && len(job.Needs) == 1 && job.Container.Ref.Value() == "img" && len(job.Outputs) == 1,
		"service":     len(job.Services) == 1 && job.Services[0].Name == "db" && job.Services[0].Credentials.Get("password").Value() == "p",
		"steps":       len(job.Steps) == 3,
		"script":      job.Steps[0].Run.Interpreter() == "sh" && job.Steps[0].ID == "s",
		"uses":        job.Steps[1].Uses.Name() == "o/r/p/q" && job.Steps[1].Uses.Version == "v1" && job.Steps[1].Input("k").Value() == "v",
		"image":       job.Steps[2].Uses.Image == "img:1",
		"call":        f.Jobs[1].Calls.Local && f.Jobs[1].With.Get("a").Value() == "b" && f.Jobs[1].Secrets.Value.Value() == "inherit",
	} {
		if !ok {
			t.Errorf("%s is not read as written", what)
		}
	}
	if f := read(t, "action.yml", "name: n\nruns: {using: composite, steps: [{run: echo, shell: bash}]}\n"); f.Kind != ci.KindComponent || len(f.Jobs[0].Steps) != 1 {
		t.Error("a composite action is not read as written")
	}
	if f := read(t, ".github/dependabot.yml", "updates: []\n"); f.Kind != ci.KindUpdates {
		t.Error("the configuration of Dependabot is not recognised")
	}
	for _, other := range []string{"a: b\n", "- a\n", "jobs: {}\n", "on: push\njobs: []\n", "runs: {steps: []}\n", "updates: []\n"} {
		if read(t, "x.yml", other) != nil {
			t.Errorf("%q is read as a file of the system", other)
		}
	}
}

// TestOddShapes checks that settings of the wrong kind disturb nothing.
func TestOddShapes(t *testing.T) {
	t.Parallel()
	values := []string{"", "x", "[x]", "{x: y}", "[{x: [y]}]", "${{ x }}", "~", "\"\"", "[[]]", "1"}
	keys := []string{"on", "permissions", "env", "defaults", "concurrency", "name", "jobs"}
	jobKeys := []string{"if", "needs", "runs-on", "permissions", "env", "strategy", "container", "services", "outputs", "steps", "uses", "with", "secrets", "environment", "defaults"}
	stepKeys := []string{"id", "if", "uses", "run", "with", "env", "shell", "name"}
	for _, v := range values {
		for _, k := range keys {
			text := fmt.Sprintf("%s: %s\n", k, v)
			for _, other := range []string{"on: push\n", "jobs: {a: {steps: [{run: echo}]}}\n"} {
				if !strings.HasPrefix(other, k+":") {
					text += other
				}
			}
			odd(t, ".github/workflows/x.yml", text)
		}
		for _, k := range jobKeys {
			odd(t, ".github/workflows/x.yml", fmt.Sprintf("on: issue_comment\njobs:\n  a:\n    %s: %s\n  b: %s\n", k, v, v))
		}
		for _, k := range stepKeys {
			odd(t, ".github/workflows/x.yml", fmt.Sprintf("on: issue_comment\njobs:\n  a:\n    steps:\n      - %s: %s\n      - uses: actions/checkout@v6\n        with: %s\n", k, v, v))
		}
		odd(t, "action.yml", fmt.Sprintf("runs:\n  using: composite\n  steps: %s\ninputs: %s\n", v, v))
		odd(t, ".github/dependabot.yml", fmt.Sprintf("updates: %s\n", v))
	}
}

// odd is analyze for files of a form that may be told of as malformed.
func odd(t *testing.T, path, text string) {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var diag *scan.Diagnostic
	if _, err := analyzer.Check(t.Context(), path, []byte(text)); err != nil && !(errors.As(err, &diag) && diag.Kind == scan.DiagMalformed) {
		t.Fatalf("%v\n%s", err, text)
	}
}

// TestLastStepsEnvironment: what is said of a write into the environment fits what
// runs after it.
func TestLastStepsEnvironment(t *testing.T) {
	t.Parallel()
	const write = "      - run: echo \"N=$N\" >> $GITHUB_ENV\n        env: {N: \"${{ github.event.issue.title }}\"}\n"
	for name, c := range map[string]struct{ steps, effect string }{
		"a step follows":      {write + "      - run: make\n", "sets variables of later steps"},
		"nothing follows":     {write, "sets variables that nothing reads later"},
		"actions have an end": {"      - uses: actions/checkout@v6\n" + write, "sets variables of what actions do after the last step"},
	} {
		effect := ""
		for _, w := range analyze(t, ".github/workflows/x.yml", "on: issues\njobs:\n  a:\n    steps:\n"+c.steps) {
			if w.Rule.ID == "github/env-file-injection" && w.Path != nil {
				effect = w.Path.Effect
			}
		}
		if effect != c.effect {
			t.Errorf("%s: %q, want %q", name, effect, c.effect)
		}
	}
}

// TestFlowOfUnknownSource: the flow of a value names something that flows.
func TestFlowOfUnknownSource(t *testing.T) {
	t.Parallel()
	const text = "on: push\njobs:\n  a:\n    steps:\n      - run: echo \"V=$(./version)\" >> $GITHUB_ENV\n      - run: echo ${{  env.V }}\n"
	flows := 0
	for _, w := range analyze(t, ".github/workflows/x.yml", text) {
		for _, f := range w.CodeFlows {
			flows++
			if f.Message != "what env.V stands for reaches the script" {
				t.Errorf("%q", f.Message)
			}
		}
	}
	if flows != 1 {
		t.Errorf("%d flows", flows)
	}
}
