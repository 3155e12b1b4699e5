package health_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/health"
)

// TestGolden looks at the packages of each archive in testdata. In an archive,
// packages.jsonl holds one package a line, private and known one word a line,
// endoflife.json and scorecards.json what their readers take, and the files below
// tree are those of the run.
func TestGolden(t *testing.T) {
	t.Parallel()
	goldentest.Each(t, "testdata/*.txtar", func(t *testing.T, ar *goldentest.Archive) {
		ar.Answer(t, "want.txt", report(t, ar.Archive))
	})
}

// report runs a pass over an archive.
func report(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	cfg := health.Config{Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	var packages []*scan.Package
	var files []*scan.File
	for _, f := range archive.Files {
		var err error
		switch path, tree := strings.CutPrefix(f.Name, "tree/"); {
		case tree:
			files = append(files, scan.NewFile(&scan.Entry{Path: path}, f.Data))
		case f.Name == "private":
			cfg.Private = strings.Fields(string(f.Data))
		case f.Name == "known":
			cfg.Known = strings.Fields(string(f.Data))
		case f.Name == "endoflife.json":
			cfg.EndOfLife, err = health.LoadEndOfLife(fstest.MapFS{f.Name: {Data: f.Data}}, f.Name)
		case f.Name == "scorecards.json":
			cfg.Scorecards, err = health.ReadScorecards(bytes.NewReader(f.Data))
		case f.Name == "packages.jsonl":
			packages = decode(t, f.Data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	out := run(t, cfg, packages, files...)
	var b strings.Builder
	for _, f := range out.findings {
		r := f.Common()
		fmt.Fprintf(&b, "%s %v %v %v %s:%d\n\t%s\n", r.RuleID(), r.Severity, r.Confidence, r.Persona, r.Location.Path, r.Location.Region.StartLine, r.Message)
		for _, one := range r.Suppressions {
			fmt.Fprintf(&b, "\tsuppressed: %s\n", one.Justification)
		}
	}
	return b.String()
}

func decode(t *testing.T, data []byte) []*scan.Package {
	t.Helper()
	var packages []*scan.Package
	for line := range bytes.Lines(data) {
		p := &scan.Package{}
		if err := json.Unmarshal(line, p); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		packages = append(packages, p)
	}
	return packages
}

// sink records what a pass reports.
type sink struct{ findings []scan.Finding }

func (s *sink) Finding(f scan.Finding)      { s.findings = append(s.findings, f) }
func (*sink) Package(*scan.Package)         {}
func (*sink) Diagnostic(d *scan.Diagnostic) {}

func run(t *testing.T, cfg health.Config, packages []*scan.Package, files ...*scan.File) *sink {
	t.Helper()
	analyzer, err := health.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	pass, err := analyzer.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := &sink{}
	for _, f := range files {
		if !pass.Wants(f.Entry) {
			t.Errorf("%s is not wanted", f.Path)
		}
		if err := pass.File(t.Context(), f, out); err != nil {
			t.Fatal(err)
		}
	}
	if err := pass.(scan.PackagePass).Packages(t.Context(), packages, out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRules(t *testing.T) {
	t.Parallel()
	analyzer, err := health.New(health.Config{})
	if err != nil || analyzer.Name() != "health" {
		t.Fatal(err, analyzer.Name())
	}
	for _, r := range analyzer.Rules() {
		if _, ok := scan.ClassInfoOf(r.Class); !ok || !strings.HasPrefix(r.ID, "health/") || r.Description == "" || r.Remediation == "" {
			t.Errorf("rule %s is not complete", r.ID)
		}
	}
}

func TestConfigInvalid(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]health.Config{
		"no day":        {EndOfLife: &health.EndOfLife{}},
		"score":         {MinScore: 11},
		"every package": {Private: []string{"npm::*"}},
		"empty":         {Private: []string{""}},
	} {
		if _, err := health.New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCanceled(t *testing.T) {
	t.Parallel()
	analyzer, err := health.New(health.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	pass, err := analyzer.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := pass.(scan.PackagePass).Packages(ctx, []*scan.Package{{Name: "a"}}, &sink{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Packages: %v", err)
	}
}

func TestLoadEndOfLife(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"all/go.json":       {Data: []byte(`[{"cycle":"1.24","eol":"2026-02-11"},{"cycle":"1.25","eol":false}]`)},
		"all/node.json":     {Data: []byte(`{"schema_version":"1.0.0","result":{"name":"nodejs","releases":[{"name":"18","isEol":true,"eolFrom":"2025-04-30"}]}}`)},
		"full.json":         {Data: []byte(`{"result":[{"name":"go","releases":[{"name":"1.20","isEol":true}]}]}`)},
		"bad/date.json":     {Data: []byte(`[{"cycle":"1","eol":"soon"}]`)},
		"bad/text.json":     {Data: []byte(`nothing`)},
		"bad/result.json":   {Data: []byte(`{"result":7}`)},
		"bad/empty.json":    {Data: []byte(`[]`)},
		"bad/unnamed.json":  {Data: []byte(`[{"eol":true}]`)},
		"bad/products.json": {Data: []byte(`{"go":[]}`)},
		"bad/answer.json":   {Data: []byte(`{"result":[{"name":"go","releases":[]}]}`)},
		"none/read.me":      {Data: []byte(``)},
	}
	for _, name := range []string{"all", "full.json", "all/go.json"} {
		if _, err := health.LoadEndOfLife(fsys, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name := range fsys {
		if strings.HasPrefix(name, "bad/") {
			if _, err := health.LoadEndOfLife(fsys, name); !errors.Is(err, health.ErrEndOfLife) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, err := health.LoadEndOfLife(fsys, "none"); !errors.Is(err, health.ErrEndOfLife) {
		t.Errorf("folder without files: %v", err)
	}
	if _, err := health.LoadEndOfLife(fsys, "missing"); err == nil {
		t.Error("missing: no error")
	}
}

func TestReadScorecards(t *testing.T) {
	t.Parallel()
	list, err := health.ReadScorecards(strings.NewReader(`{"date":"2026-10-01","repo":{"name":"code.example/a/b"},"score":5.5,"checks":[{"name":"X","score":7},{"name":"Y","score":-1},{"name":"Z","score":2,"reason":"no"}]}`))
	want := []health.Scorecard{{Repository: "code.example/a/b", Date: "2026-10-01", Score: 5.5, Checks: []health.Check{{Name: "Z", Reason: "no", Score: 2}, {Name: "X", Score: 7}}}}
	if diff := cmp.Diff(want, list); diff != "" || err != nil {
		t.Errorf("%v -want +got:\n%s", err, diff)
	}
	for _, text := range []string{"{", "[]", `{"repo":{"name":"a"}}`, `{"score":1}`} {
		if _, err := health.ReadScorecards(strings.NewReader(text)); !errors.Is(err, health.ErrScorecard) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzReadScorecards(f *testing.F) {
	f.Add(`{"repo":{"name":"a/b/c"},"score":5.5,"checks":[{"name":"X","score":7}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := health.ReadScorecards(strings.NewReader(text)); err != nil && !errors.Is(err, health.ErrScorecard) {
			t.Error(err)
		}
	})
}

func FuzzLoadEndOfLife(f *testing.F) {
	f.Add(`[{"cycle":"1.24","eol":"2026-02-11"}]`)
	f.Add(`{"result":[{"name":"go","releases":[{"name":"1.20","isEol":true}]}]}`)
	f.Add(`{"go":[{"cycle":1.2,"eol":true}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		fsys := fstest.MapFS{"p.json": {Data: []byte(text)}}
		if e, err := health.LoadEndOfLife(fsys, "p.json"); err != nil && !errors.Is(err, health.ErrEndOfLife) || err == nil && e == nil {
			t.Error(err)
		}
	})
}

// TestListedAgain wants what a bill of materials lists and a lockfile names to be
// judged by the lockfile alone, wherever the document says it can be had; that is no
// place that the project gets it from.
func TestListedAgain(t *testing.T) {
	t.Parallel()
	locked := &scan.Package{Ecosystem: "npm", Name: "lodahs", Version: "1.0.0", Locations: []scan.Location{{Path: "package-lock.json"}}}
	component := func(name, source string) *scan.Package {
		return &scan.Package{
			Ecosystem: "npm", Name: name, Version: "1.0.0", Source: source,
			Hashes: []scan.Hash{{Algorithm: "sha1", Value: "aa"}}, Locations: []scan.Location{{Path: "bom.json", Origin: &scan.Origin{Component: "c"}}},
		}
	}
	listed, elsewhere := component("lodahs", "http://a.example/lodahs.tgz"), component("lodahs", "https://b.example/lodahs.tgz")
	for name, tt := range map[string]struct {
		packages []*scan.Package
		want     []string
	}{
		"lockfile first": {[]*scan.Package{locked, listed}, []string{"health/typosquat package-lock.json"}},
		"document first": {[]*scan.Package{listed, locked}, []string{"health/typosquat package-lock.json"}},
		"document alone": {[]*scan.Package{listed, elsewhere}, []string{"health/typosquat bom.json"}},
		"nothing": {[]*scan.Package{
			component("@mill/wheel", ""), component("@mill/axle", "https://registry.mill.example/axle.tgz"), component("secret-sieve", ""), component("hub", "git+https://git.example/hub"),
		}, nil},
	} {
		var got []string
		for _, f := range run(t, health.Config{Private: []string{"secret-*"}}, tt.packages).findings {
			got = append(got, f.Common().Rule.ID+" "+f.Common().Location.Path)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
