package pipeline_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// ignoredIn runs over files and tells what is suppressed of a rule, and the notes.
func ignoredIn(t *testing.T, config pipeline.Config, rule string, files map[string]string) string {
	t.Helper()
	a, err := pipeline.New(config)
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a}})
	if err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	result, err := runner.Run(context.Background(), scan.FS(tree, scan.TreeConfig{}))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range result.Findings {
		if r := f.Common(); r.RuleID() == rule {
			line := fmt.Sprintf("%s:%d", r.Location.Path, r.Location.Region.StartLine)
			for _, s := range r.Suppressions {
				line += fmt.Sprintf(" %s %s %s", s.Kind, s.By(), s.Justification)
			}
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	for _, d := range result.Diagnostics {
		if !d.Note {
			t.Errorf("not looked at: %v", d)
		}
		lines = append(lines, fmt.Sprintf("%s %s:%d %s", d.Kind, d.Location.Path, d.Location.Region.StartLine, d.Message))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

const ignoredWorkflow = ".github/workflows/a.yml"

func workflowOf(steps ...string) map[string]string {
	return map[string]string{ignoredWorkflow: "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n" + strings.Join(steps, "\n") + "\n"}
}

func TestIgnoreNotes(t *testing.T) {
	t.Parallel()
	files := workflowOf(
		"      - uses: a/b@v1 # penstock: ignore[github/unpinned-component] why",
		"      - uses: a/c@v1 # penstock: ignore[unpined-component]",
		"      - run: echo # penstock: ignore[unpinned-component, secret-in-source, secrets/github-pat]",
		"      - uses: a/d@v1 # penstock: ignore[unpinned-component] until 2026-01-31: soon",
		"      # penstock: ignore[unpinned-component] until 2026-02-01: later",
		"      - uses: a/e@v1",
	)
	const rule = "github/unpinned-component"
	const plain = ".github/workflows/a.yml:10 inSource penstock: ignore soon\n" +
		".github/workflows/a.yml:12 inSource penstock: ignore later\n" +
		".github/workflows/a.yml:7 inSource penstock: ignore why\n" +
		".github/workflows/a.yml:8\n" +
		"unknown-rule .github/workflows/a.yml:8 this comment is to ignore \"unpined-component\", and there is no such rule or class\n"
	if diff := cmp.Diff(plain, ignoredIn(t, pipeline.Config{}, rule, files)); diff != "" {
		t.Errorf("without a day (-want +got):\n%s", diff)
	}
	const strict = ".github/workflows/a.yml:10\n" +
		".github/workflows/a.yml:12 inSource penstock: ignore later\n" +
		".github/workflows/a.yml:7 inSource penstock: ignore why\n" +
		".github/workflows/a.yml:8\n" +
		"unknown-rule .github/workflows/a.yml:8 this comment is to ignore \"unpined-component\", and there is no such rule or class\n" +
		"unused-ignore .github/workflows/a.yml:10 this comment held until 2026-01-31 and ignores nothing any more\n" +
		"unused-ignore .github/workflows/a.yml:9 this comment is to ignore \"unpinned-component\", which is not found here\n"
	now := func() time.Time { return time.Date(2026, 2, 1, 23, 0, 0, 0, time.UTC) }
	if diff := cmp.Diff(strict, ignoredIn(t, pipeline.Config{UnusedIgnores: true, Now: now}, rule, files)); diff != "" {
		t.Errorf("with a day and unused ones (-want +got):\n%s", diff)
	}
}

// TestIgnoreInOtherSyntax wants the comments of each file's own syntax.
func TestIgnoreInOtherSyntax(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ path, text, rule, mechanism string }{
		{"Jenkinsfile", "@Library('shared@main') _ // penstock: ignore[unpinned-component] ours\npipeline { agent any\n stages { stage('a') { steps { sh 'make' } } } }\n", "jenkins/unpinned-component", "penstock: ignore"},
		{"Dockerfile", "# hadolint ignore=DL3007\nFROM alpine:latest\nUSER nobody\n", "dockerfile/unpinned-image", "hadolint ignore"},
		{"Dockerfile", "FROM alpine\nUSER nobody\n# penstock: ignore-file[dockerfile/unpinned-image]\n", "dockerfile/unpinned-image", "penstock: ignore-file"},
		{"Dockerfile", "# checkov:skip=CKV_DOCKER_7:x\nFROM alpine:latest\nUSER nobody\n", "dockerfile/unpinned-image", "checkov:skip"},
		{"compose.yml", "services:\n  a:\n    image: alpine@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n    security_opt:\n      - seccomp:unconfined # nosemgrep: yaml.docker-compose.security.seccomp-confinement-disabled\n", "compose/no-new-privileges", "nosemgrep"},
	} {
		got := ignoredIn(t, pipeline.Config{}, tt.rule, map[string]string{tt.path: tt.text})
		if !strings.Contains(got, " inSource "+tt.mechanism) {
			t.Errorf("%s in %s: %s", tt.mechanism, tt.path, got)
		}
	}
}

func TestIgnoreFiles(t *testing.T) {
	t.Parallel()
	files := workflowOf("      - uses: a/b@v1", "      - uses: c/d@v1", "      - uses: e/f@v1")
	const rule = "github/unpinned-component"
	all := func(first, second, third string) string {
		line := func(n int, by string) string {
			if by != "" {
				by = " external " + by
			}
			return fmt.Sprintf("%s:%d%s\n", ignoredWorkflow, n, by)
		}
		return line(7, first) + line(8, second) + line(9, third)
	}
	tests := []struct{ name, file, text, want string }{
		{"zizmor, a line", "zizmor.yml", "rules:\n  unpinned-uses:\n    ignore:\n      - a.yml:8\n      - b.yml\n", all("", "zizmor.yml", "")},
		{"zizmor, a column", ".github/zizmor.yml", "rules:\n  unpinned-uses:\n    ignore: ['a.yml:8:15', 'a.yml:9:1']\n", all("", "zizmor.yml", "")},
		{"zizmor, a file", "zizmor.yaml", "rules:\n  unpinned-uses:\n    ignore: [a.yml]\n", all("zizmor.yaml", "zizmor.yaml", "zizmor.yaml")},
		{"zizmor, switched off", "zizmor.yml", "rules:\n  unpinned-uses:\n    disable: true\n", all("zizmor.yml", "zizmor.yml", "zizmor.yml")},
		{"zizmor, another rule", "zizmor.yml", "rules:\n  artipacked:\n    disable: true\n    ignore: [a.yml]\n", all("", "", "")},
		{"zizmor, no place", "zizmor.yml", "rules:\n  unpinned-uses:\n    ignore: ['a.yml:x']\n", all("", "", "") + "unsupported zizmor.yml:0 rules.unpinned-uses.ignore: \"a.yml:x\" is no file:line:column: what it ignores is reported\n"},
		{"poutine, a path", ".poutine.yml", "skip:\n  - path: .github/workflows/a.yml\n", all(".poutine.yml", ".poutine.yml", ".poutine.yml")},
		{"poutine, another path", ".poutine.yml", "skip:\n  - path: [b.yml, workflows/b.yml]\n", all("", "", "")},
		{"poutine, a component and a job", ".poutine.yml", "skip:\n  - purl: pkg:githubactions/c/d\n    job: a\n  - purl: pkg:githubactions/e/f\n    job: b\n", all("", ".poutine.yml", "")},
		{"poutine, what is not known", ".poutine.yml", "skip:\n  - level: note\n    path: a.yml\n  - {}\n", all("", "", "") + "unsupported .poutine.yml:0 skip[0].level is not understood: what it ignores is reported\n"},
		{"broken", "zizmor.yml", "rules: [", all("", "", "") + "malformed"},
		{"of no tool", "x.yml", "rules: []", all("", "", "") + "unsupported x.yml:0 only zizmor.yml, .poutine.yml and actionlint.yaml are known: what it ignores is reported\n"},
	}
	for _, tt := range tests {
		got := ignoredIn(t, pipeline.Config{IgnoreFiles: []pipeline.IgnoreFile{{Name: tt.file, Content: []byte(tt.text)}}}, rule, files)
		if got = strings.ReplaceAll(got, " \n", "\n"); tt.name == "broken" && strings.HasPrefix(got, tt.want) {
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestActionlint wants the configuration of actionlint to ignore what it has a
// message for, in files whose paths fit, and no more.
func TestActionlint(t *testing.T) {
	t.Parallel()
	files := map[string]string{ignoredWorkflow: "on: issues\npermissions: {}\njobs:\n  a:\n    runs-on: big-arm\n    steps:\n" +
		"      - run: echo ${{ github.event.issue.title }}\n      - env:\n          TITLE: ${{ github.event.issue.title }}\n        run: make $TITLE\n"}
	const injection, unquoted, runner = "github/expression-injection", "script/unquoted-variable", "github/self-hosted-runner"
	const by = " external actionlint.yaml"
	paths := func(pattern, ignore string) string {
		return "paths:\n  " + pattern + ":\n    ignore:\n      - '" + ignore + "'\n"
	}
	tests := []struct{ name, rule, text, want string }{
		{"a message", injection, paths(".github/workflows/**/*.{yml,yaml}", `".+" is potentially untrusted`), ignoredWorkflow + ":7" + by},
		{"the context", injection, paths(".github/workflows/a.yml", `github\.event\.issue\.title`), ignoredWorkflow + ":7" + by},
		{"another message", injection, paths(".github/workflows/a.yml", `label ".+" is unknown`), ignoredWorkflow + ":7"},
		{"another file", injection, paths(".github/workflows/b.yml", `untrusted`), ignoredWorkflow + ":7"},
		{"shellcheck", unquoted, paths("'**/*.yml'", `shellcheck reported issue in this script: SC2086:.+`), ignoredWorkflow + ":10" + by},
		{"another of shellcheck", unquoted, paths("'**/*.yml'", `SC2129`), ignoredWorkflow + ":10"},
		{"everything", "github/unpinned-component", paths("'**'", ".*"), ""},
		{"no expression", injection, paths(".github/workflows/a.yml", `(`), ignoredWorkflow + ":7\nunsupported .github/actionlint.yaml:0 paths..github/workflows/a.yml.ignore: \"(\" is no regular expression: what it ignores is reported"},
		{"no pattern", injection, paths("'[a'", `x`), ignoredWorkflow + ":7\nunsupported .github/actionlint.yaml:0 paths: \"[a\" is no pattern: what it ignores is reported"},
		{"a label", runner, "self-hosted-runner:\n  labels:\n    - big-*\nconfig-variables: [A]\n", ignoredWorkflow + ":5"},
		{"another label", runner, "self-hosted-runner:\n  labels: [small]\nconfig-variables: null\n", ""},
	}
	for _, tt := range tests {
		config := pipeline.Config{IgnoreFiles: []pipeline.IgnoreFile{{Name: ".github/actionlint.yaml", Content: []byte(tt.text)}}}
		got := strings.TrimSpace(strings.ReplaceAll(ignoredIn(t, config, tt.rule, files), " \n", "\n"))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
