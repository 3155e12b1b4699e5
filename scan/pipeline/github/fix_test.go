package github_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// TestFixes applies the fixes of one rule, one after the other, until there are
// no more.
func TestFixes(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	const workflow, updates = ".github/workflows/x.yml", ".github/dependabot.yml"
	frame := func(on, step string) string {
		return "on: " + on + "\njobs:\n  a:\n    runs-on: x\n    steps:\n" + step
	}
	tests := []struct{ name, rule, path, text, want string }{
		{"default variable", "expression-injection", workflow,
			frame("push", "      - run: echo \"${{ github.ref_name }}\" # c\n"),
			frame("push", "      - run: echo \"${GITHUB_REF_NAME}\" # c\n")},
		{"new variable in a block", "expression-injection", workflow,
			frame("issues", "      - run: |\n          echo one\n          echo \"${{ github.event.issue.title }}\" two\n      - run: echo # c\n"),
			frame("issues", "      - run: |\n          echo one\n          echo \"${EVENT_ISSUE_TITLE}\" two\n        env:\n          EVENT_ISSUE_TITLE: ${{ github.event.issue.title }}\n      - run: echo # c\n")},
		{"twice, beside others", "expression-injection", workflow,
			frame("issues", "      - env:\n          A: b # c\n        run: echo \"${{ github.event.issue.title }}\" \"${{ github.event.issue.title }}\"\n"),
			frame("issues", "      - env:\n          EVENT_ISSUE_TITLE: ${{ github.event.issue.title }}\n          A: b # c\n        run: echo \"${EVENT_ISSUE_TITLE}\" \"${EVENT_ISSUE_TITLE}\"\n")},
		{"computed: no name of the platform", "expression-injection", workflow,
			frame("pull_request", "      - run: echo \"${{ format('x{0}', github.head_ref) }}\"\n"),
			frame("pull_request", "      - run: echo \"${CONTEXT_HEAD_REF}\"\n        env:\n          CONTEXT_HEAD_REF: ${{ format('x{0}', github.head_ref) }}\n")},
		{"variable that is there", "expression-injection", workflow,
			frame("issues", "      - run: echo \"${{ env.TITLE }}\"\n        env:\n          TITLE: ${{ github.event.issue.title }}\n"),
			frame("issues", "      - run: echo \"${TITLE}\"\n        env:\n          TITLE: ${{ github.event.issue.title }}\n")},
		{"PowerShell", "expression-injection", workflow,
			frame("push", "      - shell: pwsh\n        run: echo \"${{ github.ref }}\"\n"),
			frame("push", "      - shell: pwsh\n        run: echo \"$env:GITHUB_REF\"\n")},
		{"cmd", "expression-injection", workflow,
			frame("push", "      - shell: cmd\n        run: echo ${{ github.ref }}\n"),
			frame("push", "      - shell: cmd\n        run: echo %GITHUB_REF%\n")},
		{"single quotes", "expression-injection", workflow,
			frame("push", "      - run: echo '${{ github.ref }}' 'a ${{ github.ref }}'\n"),
			frame("push", "      - run: echo \"${GITHUB_REF}\" 'a '\"${GITHUB_REF}\"''\n")},
		{"author", "spoofable-actor-check", workflow,
			frame("issue_comment", "      - if: github.actor == 'x[bot]' && true # c\n        run: echo\n"),
			frame("issue_comment", "      - if: github.event.comment.user.login == 'x[bot]' && true # c\n        run: echo\n")},
		{"author of several events: none", "spoofable-actor-check", workflow,
			frame("[issues, pull_request]", "      - if: github.actor == 'x[bot]'\n        run: echo\n"),
			frame("[issues, pull_request]", "      - if: github.actor == 'x[bot]'\n        run: echo\n")},
		{"line feed", "unsound-condition", workflow,
			frame("push", "      - if: |+ # c\n          ${{ github.ref == 'x' }}\n        run: echo\n"),
			frame("push", "      - if: |- # c\n          ${{ github.ref == 'x' }}\n        run: echo\n")},
		{"drop a line", "insecure-commands", workflow,
			frame("push", "      - run: echo\n        env:\n          A: b\n          ACTIONS_ALLOW_UNSECURE_COMMANDS: true # c\n"),
			frame("push", "      - run: echo\n        env:\n          A: b\n")},
		{"constant", "obfuscation", workflow,
			frame("push", "      - run: echo ${{ format('{0}-{1}', 'a', 1) }} # c\n"),
			frame("push", "      - run: echo a-1 # c\n")},
		{"detour", "obfuscation", workflow,
			frame("push", "      - uses: a/b/./c//d/../e@v1 # c\n"),
			frame("push", "      - uses: a/b/c/e@v1 # c\n")},
		{"default shell of Windows", "expression-injection", workflow,
			"on: push\njobs:\n  a:\n    runs-on: windows-latest\n    steps:\n      - run: Write-Host \"${{ github.ref_name }}\"\n",
			"on: push\njobs:\n  a:\n    runs-on: windows-latest\n    steps:\n      - run: Write-Host \"$env:GITHUB_REF_NAME\"\n"},
		{"version", "known-vulnerable-component", workflow,
			frame("push", "      - uses: actions/download-artifact@v4.1.2 # c\n"),
			frame("push", "      - uses: actions/download-artifact@v4.1.3 # c\n")},
		{"version of two advisories", "known-vulnerable-component", workflow,
			frame("push", "      - uses: tj-actions/changed-files@v35\n"),
			frame("push", "      - uses: tj-actions/changed-files@v46.0.1\n")},
		{"commit", "known-vulnerable-component", workflow,
			frame("push", "      - uses: actions/download-artifact@7a1cd3216ca9260cd8022db641d960b1db4d1be4\n"),
			frame("push", "      - uses: actions/download-artifact@87c55149d96e628cc2ef7e6fc2aab372015aec85\n")},
		{"commit and comment", "known-vulnerable-component", workflow,
			frame("push", "      - uses: actions/download-artifact@eaceaf801fd36c7dee90939fad912460b18a1ffe # v4.1.2\n"),
			frame("push", "      - uses: actions/download-artifact@87c55149d96e628cc2ef7e6fc2aab372015aec85 # v4.1.3\n")},
		{"commit that is not known: none", "known-vulnerable-component", workflow,
			frame("push", "      - uses: tj-actions/changed-files@0123456789abcdef0123456789abcdef01234567 # v35.0.0\n"),
			frame("push", "      - uses: tj-actions/changed-files@0123456789abcdef0123456789abcdef01234567 # v35.0.0\n")},
		{"name", "typosquat-component", workflow,
			frame("push", "      - uses: action/checkout@v6 # c\n"),
			frame("push", "      - uses: actions/checkout@v6 # c\n")},
		{"own repository", "self-repository", workflow,
			frame("push", "      - uses: \"./x\" # c\n"),
			frame("push", "      - uses: \"$/x\" # c\n")},
		{"cooldown", "dependabot-cooldown", updates,
			"updates:\n  - directory: /\n    x: y # c\n  - directory: /a\n    cooldown: {}\n  - directory: /b\n    cooldown:\n      default-days: 2\n",
			"updates:\n  - directory: /\n    x: y # c\n    cooldown:\n      default-days: 7\n  - directory: /a\n    cooldown: { default-days: 7 }\n  - directory: /b\n    cooldown:\n      default-days: 7\n"},
		{"execution", "dependabot-execution", updates,
			"updates:\n  - insecure-external-code-execution: allow # c\n",
			"updates:\n  - insecure-external-code-execution: deny # c\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := tt.text
			for range 10 {
				edits := nextFix(t, analyzer, tt.path, text, "github/"+tt.rule)
				if edits == nil {
					break
				}
				text = apply(text, edits)
				var any any
				if err := yaml.Unmarshal([]byte(text), &any); err != nil {
					t.Fatalf("the fix breaks the file: %v\n%s", err, text)
				}
			}
			if diff := cmp.Diff(tt.want, text); diff != "" {
				t.Errorf("fixed text (-want +got):\n%s", diff)
			}
		})
	}
}

func nextFix(t *testing.T, a *pipeline.Analyzer, path, text, rule string) []scan.Edit {
	t.Helper()
	list, err := a.Check(t.Context(), path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range list {
		if w.Rule.ID == rule && len(w.Fixes) > 0 {
			return w.Fixes[0].Edits
		}
	}
	return nil
}

func apply(text string, edits []scan.Edit) string {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b scan.Edit) int { return b.Region.StartOffset - a.Region.StartOffset })
	for _, e := range edits {
		text = text[:e.Region.StartOffset] + e.Text + text[e.Region.EndOffset:]
	}
	return strings.Clone(text)
}

// TestNoReservedName wants no fix to set a variable whose name is the platform's.
func TestNoReservedName(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	set := 0
	for _, expression := range []string{
		"github.event.issue.title", "github.event.pull_request.head.ref", "github.event.inputs.a", "github.event.client_payload.b", "github.event.ref",
		"format('{0}', github.ref_name)", "format('{0}', runner.name)", "github.token", "runner.name", "github.workspace",
	} {
		text := "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo \"${{ " + expression + " }}\"\n"
		findings, err := analyzer.Check(t.Context(), ".github/workflows/x.yml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			for _, fix := range f.Common().Fixes {
				for _, e := range fix.Edits {
					if strings.Contains(e.Text, "env:") {
						set++
					}
					if regexp.MustCompile(`\b(GITHUB|RUNNER)_\w+:`).MatchString(e.Text) {
						t.Errorf("%s: %s sets %q", expression, f.Common().RuleID(), e.Text)
					}
				}
			}
		}
	}
	if set < 5 {
		t.Errorf("only %d fixes set a variable", set)
	}
}
