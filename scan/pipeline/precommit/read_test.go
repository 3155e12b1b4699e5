package precommit_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
	"github.com/penstock-dev/penstock/scan/pipeline/precommit"
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		".pre-commit-config.yaml":                true,
		"sub/.pre-commit-config.yml":             true,
		".pre-commit-hooks.yaml":                 false,
		"pre-commit-config.yaml":                 false,
		".github/workflows/pre-commit.yml":       false,
		"node_modules/x/.pre-commit-config.yaml": false,
	} {
		f := scan.NewFile(&scan.Entry{Path: path}, []byte("repos: []\n"))
		if got := precommit.New().Recognize(f); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	text := `repos:
  - repo: local
    hooks:
      - {id: a, language: system, entry: make lint}
      - {id: b, language: python, entry: tool}
  - repo: https://git.example.com/hooks
    hooks: [{id: c, entry: x, language: system}]
  - {}
`
	f := audittest.Read(t, precommit.New(), ".pre-commit-config.yaml", text)
	if len(f.Jobs) != 2 || len(f.Jobs[0].Steps) != 2 || f.Jobs[0].Steps[0].Run.Text.Value() != "make lint" || f.Jobs[0].Steps[1].Run != nil || f.Jobs[1].Steps[0].Run != nil {
		t.Errorf("%d jobs", len(f.Jobs))
	}
	for _, other := range []string{"repos: x\n", "a: b\n", "x\n"} {
		if audittest.Read(t, precommit.New(), ".pre-commit-config.yaml", other) != nil {
			t.Errorf("%q is taken", other)
		}
	}
}

// TestScripts checks that commands of local hooks are looked at like those of
// any script.
func TestScripts(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	text := "repos:\n  - repo: local\n    hooks:\n      - id: a\n        language: system\n        entry: curl -O http://files.example.com/a\n"
	list, err := analyzer.Check(t.Context(), ".pre-commit-config.yaml", []byte(text))
	if err != nil || len(list) != 1 || list[0].Rule.ID != "script/insecure-url-scheme" || list[0].Location.Logical != "repos.local.hooks[0].run" {
		t.Errorf("%d findings, %v", len(list), err)
	}
	audittest.Malformed(t, ".pre-commit-config.yaml", "repos:\n\t- a\n")
}
