package report_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan/report"
	"github.com/rogpeppe/go-internal/txtar"
)

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		render func(t *testing.T) []txtar.File
	}{
		{"text", textFiles}, {"jsonl", jsonlFiles}, {"sarif", sarifFiles}, {"github", gitHubFiles},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			goldentest.Open(t, filepath.Join("testdata", test.name+".txtar")).Whole(t, test.render(t))
		})
	}
}

func textFiles(t *testing.T) []txtar.File {
	var plain, rich strings.Builder
	return []txtar.File{
		{Name: "plain", Data: []byte(render(t, report.NewText(&plain, report.TextConfig{}), &plain))},
		{Name: "color, suppressed, narrow", Data: []byte(strings.ReplaceAll(
			render(t, report.NewText(&rich, report.TextConfig{Color: true, ShowSuppressed: true, Width: 60}), &rich), "\x1b", "␛"))},
	}
}

func jsonlFiles(t *testing.T) []txtar.File {
	var b strings.Builder
	return []txtar.File{{Name: "stream", Data: []byte(render(t, report.NewJSONL(&b), &b))}}
}

func sarifFiles(t *testing.T) []txtar.File {
	var plain, split strings.Builder
	render(t, report.NewSARIF(&plain, report.SARIFConfig{}), &plain)
	render(t, report.NewSARIF(&split, report.SARIFConfig{
		ID: "penstock/web/", Base: "apps/my web", NoFile: "Dockerfile",
		SplitVulnerabilities: true, MaxResults: 6, MaxNotifications: 2,
	}), &split)
	return []txtar.File{
		{Name: "default", Data: indent(t, plain.String())},
		{Name: "all options", Data: indent(t, split.String())},
	}
}

func indent(t *testing.T, doc string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(doc), "", " "); err != nil {
		t.Fatalf("no JSON: %v", err)
	}
	return b.Bytes()
}

func gitHubFiles(t *testing.T) []txtar.File {
	var b, md, few strings.Builder
	render(t, report.NewGitHub(&b, report.GitHubConfig{Summary: &md}), &b)
	render(t, report.NewGitHub(&few, report.GitHubConfig{MaxAnnotations: 2, Base: "apps/web"}), &few)
	return []txtar.File{
		{Name: "commands", Data: []byte(b.String())},
		{Name: "summary.md", Data: []byte(md.String())},
		{Name: "commands, at most two of a level", Data: []byte(few.String())},
	}
}
