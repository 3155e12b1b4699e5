package govuln_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/govuln"
)

// The arguments with which this test is a worker: a true one, one that breaks
// down, and one that has too little memory for more than one package.
const (
	trueWorker     = "worker"
	brokenWorker   = "broken-worker"
	narrowWorker   = "narrow-worker"
	narrowerWorker = "narrower-worker"
)

func TestMain(m *testing.M) {
	if len(os.Args) < 2 {
		os.Exit(m.Run())
	}
	args := os.Args[2:]
	symbols := strings.Contains(strings.Join(args, " "), "-scan symbol")
	switch os.Args[1] {
	case brokenWorker:
		panic("no use")
	case narrowWorker:
		if symbols && (args[len(args)-1] == "./..." || args[len(args)-2] != "--") {
			os.Exit(86)
		}
	case narrowerWorker:
		if symbols {
			os.Exit(86)
		}
	case trueWorker:
	default:
		os.Exit(m.Run())
	}
	os.Exit(govuln.Worker(context.Background(), args, os.Stdout, os.Stderr))
}

// unpack writes the files of an archive and returns their folder, and the
// advisories among them.
func unpack(t *testing.T, archive *txtar.Archive) (string, *osv.Database) {
	t.Helper()
	dir := t.TempDir()
	var records []*osv.Record
	for _, f := range archive.Files {
		if f.Name == "advisories.jsonl" {
			for line := range bytes.Lines(f.Data) {
				r, err := osv.DecodeRecord(line)
				if err != nil {
					t.Fatal(err)
				}
				records = append(records, r)
			}
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	db, err := osv.New(records)
	if err != nil {
		t.Fatal(err)
	}
	return dir, db
}

// module returns the archive of testdata with some files replaced or, where there
// is no text, left out.
func module(t *testing.T, replace map[string]string) *txtar.Archive {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/module.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var files []txtar.File
	for _, f := range archive.Files {
		text, ok := replace[f.Name]
		if !ok {
			text = string(f.Data)
		}
		if text != "" {
			files = append(files, txtar.File{Name: f.Name, Data: []byte(text)})
		}
		delete(replace, f.Name)
	}
	for name, text := range replace {
		files = append(files, txtar.File{Name: name, Data: []byte(text)})
	}
	return &txtar.Archive{Files: files}
}

func scanner(t testing.TB, cfg govuln.Config) *govuln.Scanner {
	t.Helper()
	s, err := govuln.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lines returns one line for each finding.
func lines(list []govuln.Finding) string {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintln(&b, strings.TrimSpace(fmt.Sprintf("%s %s %s@%s fixed %q %s %s", f.OSV, f.Level, f.Module, f.Version, f.Fixed, f.Package, f.Symbol)))
		if len(f.Trace) == 0 || f.Level != govuln.LevelSymbol && len(f.Trace) > 1 {
			fmt.Fprintf(&b, "%d frames\n", len(f.Trace))
		}
	}
	return b.String()
}

const wholeModule = `GO-2026-0001 module example.com/lib@v1.2.0 fixed "v1.3.0"
GO-2026-0002 module example.com/lib@v1.2.0 fixed "v1.4.0"
GO-2026-0003 module example.com/other@v1.0.0 fixed ""
GO-2026-0007 module example.com/lib@v1.2.0 fixed "v1.5.0"
GO-2026-0008 module example.com/lib@v1.2.0 fixed "v1.5.0"
`

const wholeCalls = `GO-2026-0001 module example.com/lib@v1.2.0 fixed "v1.3.0"
GO-2026-0001 package example.com/lib@v1.2.0 fixed "v1.3.0" example.com/lib/inner
GO-2026-0001 symbol example.com/lib@v1.2.0 fixed "v1.3.0" example.com/lib/inner Reader.Read
GO-2026-0002 module example.com/lib@v1.2.0 fixed "v1.4.0"
GO-2026-0002 package example.com/lib@v1.2.0 fixed "v1.4.0" example.com/lib
GO-2026-0003 module example.com/other@v1.0.0 fixed ""
GO-2026-0007 module example.com/lib@v1.2.0 fixed "v1.5.0"
GO-2026-0007 package example.com/lib@v1.2.0 fixed "v1.5.0" example.com/lib
`

const otherPlatform = `GO-2026-0008 module example.com/lib@v1.2.0 fixed "v1.5.0"
GO-2026-0008 package example.com/lib@v1.2.0 fixed "v1.5.0" example.com/lib
GO-2026-0008 symbol example.com/lib@v1.2.0 fixed "v1.5.0" example.com/lib Wrap
`

func TestSource(t *testing.T) {
	t.Parallel()
	dir, db := unpack(t, module(t, nil))
	for _, test := range []struct {
		name string
		cfg  govuln.Config
		want string
	}{
		{"module", govuln.Config{Level: govuln.LevelModule}, wholeModule},
		{"symbol", govuln.Config{}, wholeCalls + otherPlatform},
		{"worker", govuln.Config{Worker: []string{os.Args[0], trueWorker}, MemoryLimit: 1 << 30}, wholeCalls + otherPlatform},
		{"tests", govuln.Config{Tests: true}, strings.Replace(wholeCalls, "GO-2026-0003 module", "GO-2026-0002 symbol example.com/lib@v1.2.0 fixed \"v1.4.0\" example.com/lib Never\nGO-2026-0003 module", 1) + otherPlatform},
		{"tags", govuln.Config{Tags: []string{"other", "extra"}}, wholeCalls + "GO-2026-0007 symbol example.com/lib@v1.2.0 fixed \"v1.5.0\" example.com/lib Tagged\n" + otherPlatform},
		{"platform", govuln.Config{GOOS: "plan9", GOARCH: "amd64"}, wholeCalls + otherPlatform},
		{"another platform", govuln.Config{GOOS: "linux", GOARCH: "amd64"}, wholeCalls},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.cfg.Advisories = db
			report, err := scanner(t, test.cfg).Source(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, lines(report.Findings)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestBest(t *testing.T) {
	t.Parallel()
	dir, db := unpack(t, module(t, nil))
	report, err := scanner(t, govuln.Config{Advisories: db}).Source(t.Context(), dir, ".")
	if err != nil {
		t.Fatal(err)
	}
	want := `GO-2026-0001 symbol example.com/lib@v1.2.0 fixed "v1.3.0" example.com/lib/inner Reader.Read
GO-2026-0002 package example.com/lib@v1.2.0 fixed "v1.4.0" example.com/lib
GO-2026-0003 module example.com/other@v1.0.0 fixed ""
GO-2026-0007 package example.com/lib@v1.2.0 fixed "v1.5.0" example.com/lib
GO-2026-0008 symbol example.com/lib@v1.2.0 fixed "v1.5.0" example.com/lib Wrap
`
	if diff := cmp.Diff(want, lines(report.Best())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var trace []string
	for _, f := range report.Best()[0].Trace {
		trace = append(trace, fmt.Sprintf("%s.%s %s:%d", f.Package, f.Symbol(), f.Position.Filename, f.Position.Line))
	}
	wantTrace := []string{
		"example.com/lib/inner.Reader.Read inner/inner.go:6", "example.com/lib.Wrap lib.go:5",
		"example.com/own.job.run main.go:10", "example.com/own.main main.go:12",
	}
	if diff := cmp.Diff(wantTrace, trace); diff != "" {
		t.Errorf("trace: -want +got:\n%s", diff)
	}
	if report.GoVersion == "" || len(report.Modules) < 3 || len(report.Roots) != 1 {
		t.Errorf("%+v", report)
	}
}

func TestBinary(t *testing.T) {
	t.Parallel()
	dir, db := unpack(t, module(t, nil))
	binary := filepath.Join(dir, "own.exe")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir, build.Env = dir, append(build.Environ(), "GOWORK=off", "GOFLAGS=-buildvcs=false", "GOPROXY=off", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	report, err := scanner(t, govuln.Config{Advisories: db}).Binary(t.Context(), binary)
	if err != nil {
		t.Fatal(err)
	}
	got := lines(report.Best())
	if !strings.Contains(got, "GO-2026-0003 module example.com/other@v1.0.0") || !strings.Contains(got, "GO-2026-0001 symbol") || strings.Contains(got, "GO-2026-0008") || strings.Contains(got, "GO-2026-0004") {
		t.Errorf("findings:\n%s", got)
	}
	if _, err := scanner(t, govuln.Config{Advisories: db}).Binary(t.Context(), filepath.Join(dir, "main.go")); err == nil {
		t.Error("a text file passes for a binary")
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	_, db := unpack(t, module(t, nil))
	for name, cfg := range map[string]govuln.Config{
		"nothing to know":     {},
		"another scheme":      {Database: "http://db.example"},
		"a path":              {Database: "/db"},
		"a level":             {Advisories: db, Level: "line"},
		"memory without work": {Advisories: db, MemoryLimit: 1},
		"negative memory":     {Advisories: db, MemoryLimit: -1, Worker: []string{"x"}},
		"negative time":       {Advisories: db, Timeout: -1},
	} {
		if s, err := govuln.New(cfg); err == nil || s != nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestReasons(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		replace map[string]string
		cfg     govuln.Config
		want    error
	}{
		{"newer Go", map[string]string{"go.mod": "module example.com/own\n\ngo 1.999.0\n"}, govuln.Config{}, govuln.ErrVersion},
		{"newer toolchain", map[string]string{"go.mod": "module example.com/own\n\ngo 1.26.0\n\ntoolchain go1.999.0\n"}, govuln.Config{}, govuln.ErrVersion},
		{"missing modules", map[string]string{"vendor/modules.txt": ""}, govuln.Config{}, govuln.ErrModules},
		{"missing package", map[string]string{"vendor/example.com/other/other.go": ""}, govuln.Config{}, govuln.ErrModules},
		{"broken go.mod", map[string]string{"go.mod": "modul\n"}, govuln.Config{}, govuln.ErrBuild},
		{"broken code", map[string]string{"main.go": "package main\n\nfunc main() { none() }\n"}, govuln.Config{}, govuln.ErrBuild},
		{"no package", map[string]string{"main.go": "", "main_test.go": "", "sub/sub.go": ""}, govuln.Config{}, govuln.ErrEmpty},
		{"no module", map[string]string{"go.mod": ""}, govuln.Config{}, govuln.ErrBuild},
		{"crash", nil, govuln.Config{Worker: []string{os.Args[0], brokenWorker}}, govuln.ErrPanic},
		{"memory", nil, govuln.Config{Worker: []string{os.Args[0], narrowerWorker}, MemoryLimit: 1 << 30}, govuln.ErrMemory},
		{"no memory at all", nil, govuln.Config{Worker: []string{os.Args[0], trueWorker}, MemoryLimit: 1 << 20}, govuln.ErrMemory},
		{"time", nil, govuln.Config{Timeout: 1}, context.DeadlineExceeded},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir, db := unpack(t, module(t, test.replace))
			test.cfg.Advisories = db
			report, err := scanner(t, test.cfg).Source(t.Context(), dir)
			if !errors.Is(err, test.want) || report != nil {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	dir, db := unpack(t, module(t, nil))
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("nobody waits")
	cancel(gone)
	for _, worker := range [][]string{nil, {os.Args[0], trueWorker}} {
		if _, err := scanner(t, govuln.Config{Advisories: db, Worker: worker}).Source(ctx, dir); !errors.Is(err, gone) {
			t.Errorf("%v", err)
		}
	}
}

// TestNoGo is not parallel, for it takes the go command away.
func TestNoGo(t *testing.T) {
	dir, db := unpack(t, module(t, nil))
	t.Setenv("PATH", t.TempDir())
	if _, err := scanner(t, govuln.Config{Advisories: db}).Source(t.Context(), dir); !errors.Is(err, govuln.ErrToolchain) {
		t.Errorf("%v", err)
	}
}
