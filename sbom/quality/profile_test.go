package quality_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/quality"
	"github.com/penstock-dev/penstock/scan"
)

func describe(t *testing.T, f txtar.File) string {
	t.Helper()
	d, err := document.Read(f.Data)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	var b strings.Builder
	for _, p := range quality.Profiles() {
		r := quality.Assess(d, p)
		fmt.Fprintf(&b, "%s %s: %.2f %s", f.Name, p, r.Score(), r.Grade())
		for level := quality.Required; level <= quality.Optional; level++ {
			if n, of := r.Satisfied(level); of > 0 {
				fmt.Fprintf(&b, ", %s %d/%d", level, n, of)
			}
		}
		b.WriteString("\n")
		for _, e := range r.Results {
			if e.Failed {
				fmt.Fprintf(&b, "\t%s %s %.2f\n", e.Level, strings.TrimPrefix(e.Rule.ID, "sbom/"), e.Share)
			}
		}
	}
	return b.String()
}

func TestProfilesOfDocuments(t *testing.T) {
	t.Parallel()
	ar := goldentest.Open(t, "testdata/profiles.txtar")
	last := len(ar.Files) - 1
	var got strings.Builder
	for _, f := range ar.Files[:last] {
		got.WriteString(describe(t, f))
	}
	ar.Answer(t, ar.Files[last].Name, got.String())
}

// texts is a target of texts by path.
func texts(t *testing.T, config quality.Config, files map[string]string) (*scan.Result, error) {
	t.Helper()
	a, err := quality.New(config)
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
	return runner.Run(context.Background(), scan.FS(tree, scan.TreeConfig{}))
}

func TestAnalyzer(t *testing.T) {
	t.Parallel()
	list := strings.Repeat(`{"type": "library", "name": "x", "version": "1", "purl": "pkg:npm/x@1"},`, 4)
	result, err := texts(t, quality.Config{MaxComponents: 2}, map[string]string{
		"bom.json":     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [` + strings.TrimSuffix(list, ",") + `]}`,
		"sbom.json":    `{"nothing": "of that kind"}`,
		"half.spdx":    "SPDXVersion: SPDX-2.3\nPackageName: wheel\nPackageComment: <text>x",
		"package.json": `{"bomFormat": "CycloneDX", "specVersion": "1.6"}`,
	})
	if err == nil || len(result.Diagnostics) != 1 || result.Diagnostics[0].Location.Path != "half.spdx" {
		t.Errorf("error %v, diagnostics %v", err, result.Diagnostics)
	}
	var got []string
	for _, f := range result.Findings {
		if r := f.Common(); r.Location.Path == "bom.json" {
			got = append(got, fmt.Sprintf("%s %d %s", r.Rule.ID, r.Location.Region.StartLine, r.Message))
		}
	}
	want := []string{
		"sbom/author 0 The document: no author of the document.",
		"sbom/timestamp 0 The document: no time at which the document was made.",
		"sbom/relationships 0 The document: no relationship between components.",
		`sbom/supplier 1 Component "x": no supplier.`,
		`sbom/supplier 1 Component "x": no supplier. The same is true of 2 more.`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, config := range []quality.Config{{Profile: "best"}, {MaxComponents: -1}} {
		if _, err := quality.New(config); err == nil {
			t.Errorf("%+v: no error", config)
		}
	}
}

// TestRulesOfProfiles holds that every element has a text.
func TestRulesOfProfiles(t *testing.T) {
	t.Parallel()
	for _, p := range quality.Profiles() {
		a, err := quality.New(quality.Config{Profile: p})
		if err != nil {
			t.Fatal(err)
		}
		if p.Title() == "" {
			t.Errorf("%s has no title", p)
		}
		for i, r := range a.Rules() {
			if r == nil {
				t.Errorf("%s: element %d has no rule", p, i)
			}
		}
	}
}
