package deps_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// TestGolden matches the packages of each archive in testdata with its
// advisories and compares what a pass reports. In an archive, advisories.jsonl
// and packages.jsonl hold one object a line; a file named unversioned sets that
// option, one named ids lists those to show first; without advisories.jsonl there
// is no source. Files below the folder tree are those of the run.
func TestGolden(t *testing.T) {
	t.Parallel()
	goldentest.Each(t, "testdata/*.txtar", func(t *testing.T, archive *goldentest.Archive) {
		archive.Answer(t, "want.txt", report(t, archive.Archive))
	})
}

func section(a *txtar.Archive, name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	return nil
}

// objects decodes one object a line.
func objects[T any](t *testing.T, f *txtar.File) []*T {
	t.Helper()
	var list []*T
	for line := range bytes.Lines(f.Data) {
		v := new(T)
		if err := json.Unmarshal(line, v); err != nil {
			t.Fatalf("%s: %v: %s", f.Name, err, line)
		}
		list = append(list, v)
	}
	return list
}

// report runs a pass over the packages of an archive.
func report(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	cfg := deps.Config{Unversioned: section(a, "unversioned") != nil}
	if f := section(a, "advisories.jsonl"); f != nil {
		db, err := osv.New(objects[osv.Record](t, f))
		if err != nil {
			t.Fatal(err)
		}
		cfg.Source = db
	}
	if f := section(a, "ids"); f != nil {
		cfg.IDs = strings.Fields(string(f.Data))
	}
	var files []*scan.File
	for _, f := range a.Files {
		if path, ok := strings.CutPrefix(f.Name, "tree/"); ok {
			files = append(files, scan.NewFile(&scan.Entry{Path: path}, f.Data))
		}
	}
	out := runPass(t, cfg, objects[scan.Package](t, section(a, "packages.jsonl")), files...)
	var b strings.Builder
	for _, f := range out.findings {
		describe(&b, f.(*deps.Vulnerability))
	}
	for _, d := range out.diagnostics {
		kind := "diagnostic"
		if d.Note {
			kind = "note"
		}
		fmt.Fprintf(&b, "%s %s: %s\n", kind, d.Kind, d.Error())
	}
	return b.String()
}

// describe writes what a finding says.
func describe(b *strings.Builder, v *deps.Vulnerability) {
	fmt.Fprintf(b, "%s %s %s %s\n", v.EffectiveKind(), v.RuleID(), v.Severity, v.Confidence)
	line := func(name string, value any) {
		if text := fmt.Sprint(value); text != "" && text != "[]" {
			fmt.Fprintf(b, "\t%s: %s\n", name, text)
		}
	}
	line("outcome", v.Outcome)
	line("message", v.Message)
	line("id", v.Record.Vulnerability.ID)
	line("aliases", v.Record.Vulnerability.Aliases)
	line("ranges", strings.Join(v.Record.Vulnerability.Ranges, "; "))
	line("fixed", v.Record.Vulnerability.Fixed)
	for _, a := range v.Advisories {
		line("advisory", strings.TrimSpace(fmt.Sprint(a.ID, " ", strings.Join(a.Fixed, " "))))
	}
	for _, s := range v.Scores {
		line("score", fmt.Sprintf("%s %.1f from %s", s.System, s.Value, s.Source))
	}
	for _, f := range v.Fixes {
		line("fix", fmt.Sprintf("%s (%s: %s to %s)", f.Description, f.Upgrade.PURL, f.Upgrade.From, f.Upgrade.To))
	}
	for i, f := range v.Fixes {
		for _, e := range f.Edits {
			line("edit", fmt.Sprintf("%d safe=%v %s:%d:%d %q", i, f.Safe, e.Path, e.Region.StartLine, e.Region.StartColumn, e.Text))
		}
		line("caveat", f.Caveat)
	}
	line("relation", v.Package.Relation)
	for _, p := range v.Package.Paths {
		line("way", strings.Join(p, " > "))
	}
	for _, p := range v.Through {
		line("through", p.Name+" "+p.Version)
	}
	line("do", v.Remediation)
	line("clears", v.Clears)
	line("at", v.Location.Path)
	for _, l := range v.Related {
		line("also", l.Path)
	}
	for _, r := range v.References {
		line("see", r.Title+" "+r.URL)
	}
}

// sink records what a pass reports.
type sink struct {
	findings    []scan.Finding
	packages    []*scan.Package
	diagnostics []*scan.Diagnostic
}

func (s *sink) Finding(f scan.Finding)        { s.findings = append(s.findings, f) }
func (s *sink) Package(p *scan.Package)       { s.packages = append(s.packages, p) }
func (s *sink) Diagnostic(d *scan.Diagnostic) { s.diagnostics = append(s.diagnostics, d) }

// runPass runs one pass as the runner does.
func runPass(t *testing.T, cfg deps.Config, packages []*scan.Package, files ...*scan.File) *sink {
	t.Helper()
	analyzer, err := deps.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	pass, err := analyzer.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := &sink{}
	for _, f := range files {
		if !pass.Wants(f.Entry) {
			t.Errorf("%s is not wanted", f.Path)
		}
		if err := pass.File(context.Background(), f, out); err != nil {
			t.Fatal(err)
		}
	}
	if err := pass.(scan.PackagePass).Packages(context.Background(), packages, out); err != nil {
		t.Fatal(err)
	}
	return out
}
