package govuln_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/govuln"
)

// runScan scans targets with inventory and advisories.
func runScan(t *testing.T, db *osv.Database, reach deps.Reacher, targets ...scan.Target) *scan.Result {
	t.Helper()
	inventory, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	analyzer, err := deps.New(deps.Config{Source: db, Reach: reach})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{inventory, analyzer}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), targets...)
	if err != nil && !errors.Is(err, scan.ErrIncomplete) {
		t.Fatal(err)
	}
	return result
}

// told returns one line for each finding and one for each diagnostic, without
// what the messages say before it comes to what is reached.
func told(result *scan.Result) string {
	var b strings.Builder
	for _, f := range result.Findings {
		r := f.Common()
		_, words, _ := strings.Cut(r.Message, "; ")
		fmt.Fprintf(&b, "%s %s %s: %s\n", r.Vulnerability.ID, r.Severity, r.Vulnerability.Reachability, words)
	}
	for _, d := range result.Diagnostics {
		if d.Note {
			continue
		}
		fmt.Fprintf(&b, "%s %s: %s\n", d.Kind, d.Location.Path, d.Message)
	}
	return b.String()
}

const (
	reached = `CVE-2026-0001 critical called: main.go:10 leads to a call of example.com/lib/inner.Reader.Read
GHSA-0000-0000-0006 critical imported: main.go:4 imports example.com/lib (which packages and functions are affected is not known)
GO-2026-0002 medium imported: example.com/lib is imported, nothing in it that is affected is called
GO-2026-0007 medium imported: example.com/lib is imported, nothing in it that is affected is called
GO-2026-0008 critical called: main.go:10 calls example.com/lib.Wrap
GO-2026-0003 low required: no package that is affected is imported
`
	imported = `CVE-2026-0001 critical imported: dependencies import what is affected
GHSA-0000-0000-0006 critical imported: main.go:4 imports example.com/lib (which packages and functions are affected is not known)
GO-2026-0002 critical imported: main.go:4 imports example.com/lib
GO-2026-0007 critical imported: main.go:4 imports example.com/lib
GO-2026-0008 critical imported: main.go:4 imports example.com/lib; only builds for plan9 are affected
GO-2026-0003 low required: the vendor folder has no package that is affected, so no build imports one
`
	packages = `CVE-2026-0001 critical imported: example.com/lib/inner is imported, calls were not looked at
GHSA-0000-0000-0006 critical imported: main.go:4 imports example.com/lib (which packages and functions are affected is not known)
GO-2026-0002 critical imported: example.com/lib is imported, calls were not looked at
GO-2026-0007 critical imported: example.com/lib is imported, calls were not looked at
GO-2026-0008 critical imported: example.com/lib is imported, calls were not looked at
GO-2026-0003 low required: no package that is affected is imported
`
	notLooked = " go.mod: calls of vulnerable functions were not looked for; findings say what is known from imports\n"
)

func TestRefine(t *testing.T) {
	t.Parallel()
	self := os.Args[0]
	for _, test := range []struct {
		name    string
		replace map[string]string
		cfg     govuln.Config
		want    string
	}{
		{"calls", nil, govuln.Config{}, reached},
		{"calls, by a worker", nil, govuln.Config{Worker: []string{self, trueWorker}}, reached},
		{"packages", nil, govuln.Config{Level: govuln.LevelPackage}, packages},
		{"modules", nil, govuln.Config{Level: govuln.LevelModule}, strings.ReplaceAll(`CVE-2026-0001 critical required: ?
GHSA-0000-0000-0006 critical imported: main.go:4 imports example.com/lib (which packages and functions are affected is not known)
GO-2026-0002 critical required: ?
GO-2026-0007 critical required: ?
GO-2026-0008 critical required: ?
GO-2026-0003 critical required: ?
`, "?", "which packages are imported was not looked at")},
		{"broken code", map[string]string{"sub/sub.go": "package sub\n\nvar x int = \"\"\n"}, govuln.Config{}, packages + "unreadable" + notLooked},
		{"newer Go", map[string]string{"go.mod": "module example.com/own\n\ngo 1.999.0\n\nrequire (\n\texample.com/lib v1.2.0\n\texample.com/other v1.0.0\n)\n"}, govuln.Config{}, imported + "unsupported" + notLooked},
		{"missing module", map[string]string{"vendor/example.com/other/other.go": ""}, govuln.Config{}, imported + "unreadable" + notLooked},
		{"crash", nil, govuln.Config{Worker: []string{self, brokenWorker}}, imported + "panic" + notLooked},
		{"no worker", nil, govuln.Config{Worker: []string{filepath.Join(t.TempDir(), "none")}}, imported + "analyzer" + notLooked},
		{"time", nil, govuln.Config{Timeout: 1}, imported + "deadline" + notLooked},
		{"memory for parts", nil, govuln.Config{Worker: []string{self, narrowWorker}, MemoryLimit: 1 << 30}, reached},
		{"memory for smaller parts", map[string]string{"a/a.go": "package a\n", "z/z.go": "package z\n"}, govuln.Config{Worker: []string{self, narrowWorker}, MemoryLimit: 1 << 30}, reached},
		{"memory for packages", nil, govuln.Config{Worker: []string{self, narrowerWorker}, MemoryLimit: 1 << 30}, packages + "limit" + notLooked},
		{"cgo", map[string]string{"sub/c.go": "package sub\n\nimport \"C\"\n"}, govuln.Config{}, strings.NewReplacer(" medium ", " critical ", " low ", " critical ").Replace(reached) + "unsupported go.mod: calls were not looked for in all files\n"},
		{"platform", nil, govuln.Config{GOOS: "linux"}, strings.Replace(reached, "GO-2026-0008 critical called: main.go:10 calls example.com/lib.Wrap", "GO-2026-0008 low unreachable: only builds for plan9 are affected", 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir, db := unpack(t, module(t, test.replace))
			test.cfg.Advisories, test.cfg.Roots = db, []string{dir}
			result := runScan(t, db, scanner(t, test.cfg), scan.Dir(dir, scan.TreeConfig{}))
			if diff := cmp.Diff(test.want, told(result)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for i, f := range runScan(t, db, nil, scan.Dir(dir, scan.TreeConfig{})).Findings {
				if got := result.Findings[i].Common().Fingerprint; got != f.Common().Fingerprint {
					t.Errorf("finding %d: the fingerprint changes with what is known", i)
				}
			}
		})
	}
}

func TestFlow(t *testing.T) {
	t.Parallel()
	dir, db := unpack(t, module(t, nil))
	sub := filepath.Join(dir, "sub")
	s := scanner(t, govuln.Config{Advisories: db, Roots: []string{sub, filepath.Dir(dir)}})
	result := runScan(t, db, s, scan.Dir(sub, scan.TreeConfig{}), scan.Dir(dir, scan.TreeConfig{Prefix: filepath.Base(dir)}))
	r := result.Findings[0].Common()
	want := []string{"example.com/own.main", "example.com/own.job.run", "example.com/lib.Wrap", "example.com/lib/inner.Reader.Read"}
	if diff := cmp.Diff(want, r.Vulnerability.Trace); diff != "" {
		t.Errorf("trace: -want +got:\n%s", diff)
	}
	var steps []string
	for _, l := range r.CodeFlows[0].Steps {
		steps = append(steps, fmt.Sprintf("%s:%d:%d+%d %s: %s", strings.TrimPrefix(l.Path, filepath.Base(dir)), l.Region.StartLine, l.Region.StartColumn, l.Region.StartOffset, l.Logical, l.Message))
	}
	want = []string{
		"/main.go:12:35+199 example.com/own.main: main calls example.com/own.job.run",
		"/main.go:10:41+138 example.com/own.job.run: job.run calls example.com/lib.Wrap",
		":0:0+0 example.com/lib.Wrap (example.com/lib@v1.2.0/lib.go:5): Wrap calls example.com/lib/inner.Reader.Read",
		":0:0+0 example.com/lib/inner.Reader.Read (example.com/lib@v1.2.0/inner/inner.go:6): Reader.Read is affected",
	}
	if diff := cmp.Diff(want, steps); diff != "" {
		t.Errorf("flow: -want +got:\n%s", diff)
	}
}

// TestElsewhere gives roots that are not where the target is.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	dir, db := unpack(t, module(t, nil))
	other, _ := unpack(t, module(t, map[string]string{"go.mod": "module example.com/other\n"}))
	for name, root := range map[string]string{"another module": other, "nothing": filepath.Join(dir, "none")} {
		s := scanner(t, govuln.Config{Advisories: db, Roots: []string{root}})
		result := runScan(t, db, s, scan.Dir(dir, scan.TreeConfig{}))
		if diff := cmp.Diff(imported+"analyzer"+notLooked, told(result)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
	s := scanner(t, govuln.Config{Advisories: db, Roots: []string{}})
	if diff := cmp.Diff(imported, told(runScan(t, db, s, scan.Dir(dir, scan.TreeConfig{})))); diff != "" {
		t.Errorf("no roots: -want +got:\n%s", diff)
	}
}

// TestWorkspace has a module that is part of a workspace and one beside it, both
// of which call what is affected in a third that go.work does not use.
func TestWorkspace(t *testing.T) {
	t.Parallel()
	replace := map[string]string{
		"go.work":          "go 1.26.0\n\nuse ./member\n",
		"member/go.mod":    "module example.com/member\n\ngo 1.26.0\n",
		"member/member.go": "package member\n",
	}
	dir, db := unpack(t, module(t, replace))
	s := scanner(t, govuln.Config{Advisories: db, Roots: []string{dir}})
	if diff := cmp.Diff(reached, told(runScan(t, db, s, scan.Dir(dir, scan.TreeConfig{})))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestMember has a module that calls through another one of its workspace; what
// both need is vendored in the workspace.
func TestMember(t *testing.T) {
	t.Parallel()
	archive := &txtar.Archive{}
	for _, f := range module(t, nil).Files {
		switch {
		case f.Name == "vendor/modules.txt":
			f.Data = append([]byte("## workspace\n"), f.Data...)
		case f.Name == "go.mod" || f.Name == "main.go" || f.Name == "main_test.go" || strings.HasPrefix(f.Name, "sub/"):
			continue
		}
		archive.Files = append(archive.Files, f)
	}
	archive.Files = append(archive.Files, txtar.Parse([]byte(`
-- go.work --
go 1.26.0

use ./a
use ./b
-- a/go.mod --
module example.com/a

go 1.26.0

require (
	example.com/lib v1.2.0
	example.com/other v1.0.0
)
-- a/a.go --
package a

import "example.com/b"

func A() int { return b.B() }
-- b/go.mod --
module example.com/b

go 1.26.0

require (
	example.com/lib v1.2.0
	example.com/other v1.0.0
)
-- b/b.go --
package b

import "example.com/lib"

func B() int { return lib.Wrap("x") }
-- b/c.go --
package b

import "example.com/other"

func C() int { return other.Fine() }
`)).Files...)
	dir, db := unpack(t, archive)
	s := scanner(t, govuln.Config{Advisories: db, Roots: []string{dir}})
	got := told(runScan(t, db, s, scan.Dir(dir, scan.TreeConfig{})))
	if !strings.HasPrefix(got, "CVE-2026-0001 critical called: b/b.go:5 leads to a call of example.com/lib/inner.Reader.Read\n") || strings.Contains(got, "not looked") {
		t.Errorf("%s", got)
	}
}

// TestDatabase uses a database that lies there, with one advisory.
func TestDatabase(t *testing.T) {
	t.Parallel()
	archive := module(t, nil)
	dir, db := unpack(t, archive)
	var record []byte
	for _, f := range archive.Files {
		if f.Name == "advisories.jsonl" {
			record, _, _ = bytes.Cut(f.Data, []byte("\n"))
		}
	}
	tree, _ := unpack(t, &txtar.Archive{Files: []txtar.File{
		{Name: "ID/GO-2026-0001.json", Data: record},
		{Name: "index/db.json", Data: []byte(`{"modified":"2026-01-02T03:04:05Z"}`)},
		{Name: "index/modules.json", Data: []byte(`[{"path":"example.com/lib","vulns":[{"id":"GO-2026-0001","modified":"2026-01-02T03:04:05Z","fixed":"1.3.0"}]}]`)},
		{Name: "index/vulns.json", Data: []byte(`[{"id":"GO-2026-0001","modified":"2026-01-02T03:04:05Z","aliases":["CVE-2026-0001"]}]`)},
	}})
	s := scanner(t, govuln.Config{Database: "file://" + filepath.ToSlash(tree), Roots: []string{dir}})
	report, err := s.Source(t.Context(), dir)
	if err != nil || len(report.Best()) != 1 {
		t.Fatalf("%v, %v", report, err)
	}
	got := told(runScan(t, db, s, scan.Dir(dir, scan.TreeConfig{})))
	if !strings.HasPrefix(got, reached[:strings.Index(reached, "\n")]) {
		t.Errorf("%s", got)
	}
	s = scanner(t, govuln.Config{Database: "file:///none", Roots: []string{dir}})
	if got := told(runScan(t, db, s, scan.Dir(dir, scan.TreeConfig{}))); !strings.HasPrefix(got, imported[:strings.Index(imported, "\n")]) {
		t.Errorf("%s", got)
	}
}

func TestRefineBinary(t *testing.T) {
	t.Parallel()
	dir, db := unpack(t, module(t, nil))
	out := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(out, "own"), ".")
	build.Dir, build.Env = dir, append(build.Environ(), "GOWORK=off", "GOFLAGS=-buildvcs=false", "GOPROXY=off", "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	s := scanner(t, govuln.Config{Advisories: db, Roots: []string{out}})
	got := told(runScan(t, db, s, scan.Dir(out, scan.TreeConfig{})))
	for _, want := range []string{
		"CVE-2026-0001 critical called: the binary holds example.com/lib/inner.Reader.Read\n",
		"GO-2026-0003 low required: no package that is affected is part of the binary\n",
	} {
		if !strings.Contains(got, want) || strings.Contains(got, "calls of vulnerable") {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
