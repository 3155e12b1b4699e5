package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/govuln"
)

// vulnCase is one line of govulncheck/cases.jsonl.
type vulnCase struct {
	ID      string       `json:"id"`
	Module  string       `json:"module"` // to be downloaded; else dir holds it
	Version string       `json:"version"`
	Scan    govuln.Level `json:"scan"`
	DB      string       `json:"db"`
	Dir     string       `json:"dir"`
	Expect  string       `json:"expect"`
}

// vulnExpect is what a run of govulncheck gave.
type vulnExpect struct {
	GoVersion string `json:"go_version"`
	Findings  []struct {
		OSV     string       `json:"osv"`
		Level   govuln.Level `json:"level"`
		Module  string       `json:"module"`
		Package string       `json:"package"`
		Symbol  string       `json:"symbol"`
	} `json:"findings"`
}

// scaGovulncheck scores the levels of advisories in Go modules. Modules that are
// not part of the cases are downloaded by the go command; one that cannot be is
// a wrong case.
func scaGovulncheck(dir string, report *Report) error {
	cases, err := readCases[vulnCase](filepath.Join(dir, "govulncheck", "cases.jsonl"))
	if err != nil || len(cases) == 0 {
		return err
	}
	report.Set("govulncheck", 1)
	temp, err := os.MkdirTemp("", "conformance-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	v := vulnRun{dir: dir, temp: temp, databases: map[string]*osv.Database{}}
	for _, c := range cases {
		want, got, err := v.run(context.Background(), c)
		if err != nil {
			report.Score("govulncheck", c.ID, false, "findings", err)
			continue
		}
		missing, extra := without(want, got), without(got, want)
		report.Score("govulncheck", c.ID, len(missing)+len(extra) == 0, missing, extra)
	}
	return nil
}

// vulnRun keeps what several cases share.
type vulnRun struct {
	dir, temp string
	databases map[string]*osv.Database
}

// run returns the findings that are expected and those that come.
func (v *vulnRun) run(ctx context.Context, c vulnCase) (want, got []string, err error) {
	db, err := v.database(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	module, err := v.module(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	scanner, err := govuln.New(govuln.Config{Advisories: db, Level: c.Scan, Download: true, Cgo: true})
	if err != nil {
		return nil, nil, err
	}
	report, err := scanner.Source(ctx, module)
	if err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(filepath.Join(v.dir, c.Expect))
	if err != nil {
		return nil, nil, err
	}
	var expect vulnExpect
	if err := json.Unmarshal(data, &expect); err != nil {
		return nil, nil, err
	}
	wanted, found := map[string]bool{}, map[string]bool{}
	add := func(set map[string]bool, osv string, level govuln.Level, module, pkg, symbol string) {
		if module != "stdlib" || expect.GoVersion == report.GoVersion {
			set[fmt.Sprint(osv, " ", level, " ", module, " ", pkg, " ", symbol)] = true
		}
	}
	for _, f := range expect.Findings {
		add(wanted, f.OSV, f.Level, f.Module, f.Package, f.Symbol)
	}
	for _, f := range report.Findings {
		add(found, f.OSV, f.Level, f.Module, f.Package, f.Symbol)
		if len(f.Trace) == 0 {
			return nil, nil, fmt.Errorf("%s has no trace", f.OSV)
		}
	}
	return slices.Sorted(maps.Keys(wanted)), slices.Sorted(maps.Keys(found)), nil
}

func (v *vulnRun) database(ctx context.Context, c vulnCase) (*osv.Database, error) {
	name := filepath.Join(v.dir, "match", "osv", "Go", "all.zip")
	if c.Module == "" {
		name = filepath.Join(v.dir, c.DB, "ID")
	}
	if db := v.databases[name]; db != nil {
		return db, nil
	}
	db, err := osv.LoadPath(ctx, name, osv.Config{})
	v.databases[name] = db
	return db, err
}

// module returns a writable folder with the case's module.
func (v *vulnRun) module(ctx context.Context, c vulnCase) (string, error) {
	to := filepath.Join(v.temp, filepath.Base(c.Dir))
	if _, err := os.Stat(to); err == nil {
		return to, nil
	}
	from := filepath.Join(v.dir, c.Dir)
	if c.Module != "" {
		var err error
		if from, err = download(ctx, v.temp, c.Module+"@"+c.Version); err != nil {
			return "", err
		}
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil || c.Module != "" {
		return to, err
	}
	return to, filepath.WalkDir(to, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "modules.txt" { // that is its own name
			return err
		}
		return os.Rename(name, strings.TrimSuffix(name, ".txt"))
	})
}

// download returns the folder of a module in the module cache.
func download(ctx context.Context, dir, module string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	cmd.Dir, cmd.Env = dir, append(cmd.Environ(), "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s cannot be downloaded: %w", module, err)
	}
	var info struct{ Dir string }
	return info.Dir, json.Unmarshal(out, &info)
}

// without returns what is in a and not in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}
