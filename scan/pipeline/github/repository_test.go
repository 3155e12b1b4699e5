package github_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// repositoryRules are the rules whose findings the archives of repositories
// state.
var repositoryRules = map[string]bool{
	"github/expression-injection": true, "github/untrusted-checkout": true, "github/artifact-poisoning": true,
	"github/dangerous-trigger": true, "github/env-file-injection": true, "github/argument-injection": true,
	"github/cache-poisoning": true, "github/credential-persistence": true, "github/ai-prompt-injection": true,
	"github/ai-agent-excessive-tools": true, "github/untrusted-checkout-toctou": true, "github/request-forgery": true,
	"github/secret-in-artifact": true, "script/secret-in-log": true, "script/exfiltration-pattern": true,
	"script/secret-in-build-layer": true, "github/self-hosted-runner": true, "github/unpinned-component": true,
}

// TestRepository checks what runs through several files: every archive in
// testdata/repository is one repository.
func TestRepository(t *testing.T) {
	t.Parallel()
	goldentest.Each(t, "testdata/repository/*.txtar", func(t *testing.T, ar *goldentest.Archive) {
		files := ar.Questions("want")
		got := together(t, files)
		ar.Answer(t, "want", got)
		if diff := cmp.Diff(got, streamed(t, files, 1)); diff != "" {
			t.Errorf("a run finds other things (-together +run):\n%s", diff)
		}
		if diff := cmp.Diff(got, streamed(t, files, 4)); diff != "" {
			t.Errorf("four workers find other things (-together +run):\n%s", diff)
		}
	})
}

// together returns the findings in files at hand.
func together(t *testing.T, files map[string][]byte) string {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	list, err := analyzer.CheckFiles(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, w := range list {
		describe(&b, w)
	}
	return b.String()
}

// streamed returns the findings of a run over a file system.
func streamed(t *testing.T, files map[string][]byte, workers int) string {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{}
	for name, data := range files {
		tree[name] = &fstest.MapFile{Data: data}
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(context.Background(), scan.FS(tree, scan.TreeConfig{}))
	if err != nil {
		t.Fatal(err)
	}
	byPath := map[string]*strings.Builder{}
	var order []string
	for _, f := range result.Findings {
		w := f.(*pipeline.Weakness)
		if byPath[w.Location.Path] == nil {
			byPath[w.Location.Path] = &strings.Builder{}
			order = append(order, w.Location.Path)
		}
		describe(byPath[w.Location.Path], w)
	}
	var b strings.Builder
	for _, p := range slices.Sorted(slices.Values(order)) {
		b.WriteString(byPath[p].String())
	}
	return b.String()
}

func describe(b *strings.Builder, w *pipeline.Weakness) {
	if !repositoryRules[w.Rule.ID] || w.Persona != scan.PersonaRegular {
		return
	}
	fmt.Fprintf(b, "%s:%d %s %s %s\n\t%s\n", w.Location.Path, w.Location.Region.StartLine, w.Rule.ID, w.Severity, w.Privilege, w.Message)
	if w.Suppressed() {
		b.WriteString("\tsuppressed\n")
	}
	if w.Part {
		fmt.Fprintf(b, "\tpart of %s\n", w.Correlation)
	}
	if w.Impact != "" {
		fmt.Fprintf(b, "\timpact: %s\n", w.Impact)
	}
	for _, flow := range w.CodeFlows {
		for _, s := range flow.Steps {
			fmt.Fprintf(b, "\tflow %s:%d %s\n", s.Path, s.Region.StartLine, s.Role)
		}
	}
	for _, l := range w.Related {
		fmt.Fprintf(b, "\t%s %s:%d\n", l.Role, l.Path, l.Region.StartLine)
	}
}
