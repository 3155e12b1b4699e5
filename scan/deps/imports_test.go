package deps_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/scantest"
)

// goAdvisory is about all versions of a module, and about the packages in
// imports, which is JSON.
func goAdvisory(id, module, imports string) *osv.Record {
	a := osv.Affected{
		Package: osv.Package{Ecosystem: "Go", Name: module},
		Ranges:  []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "0"}, {Fixed: "9.0.0"}}}},
	}
	if imports != "" {
		a.EcosystemSpecific = json.RawMessage(`{"imports":` + imports + `}`)
	}
	return &osv.Record{ID: id, Affected: []osv.Affected{a}, Severity: []osv.Severity{{Type: "CVSS_V3", Score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}}
}

const (
	goMod   = "module example.com/own\n\ngo 1.26.0\n\nrequire example.com/lib v1.0.0\n"
	parser  = `[{"path":"example.com/lib/parser","symbols":["Parse"]}]`
	windows = `[{"path":"example.com/lib/parser","goos":["windows"],"symbols":["Parse"]}]`
)

// tree makes a file system of names and contents.
func tree(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

func TestImports(t *testing.T) {
	t.Parallel()
	uses := "package own\n\nimport _ \"example.com/lib/parser\"\n"
	other := "package own\n\nimport _ \"example.com/lib/other\"\n"
	vendored := "# example.com/lib v1.0.0\n## explicit\nexample.com/lib/%s\n"
	const transitive = "no Go file of the module itself imports what is affected, its dependencies may"
	for _, test := range []struct {
		name   string
		config deps.Imports
		record *osv.Record
		files  fstest.MapFS
		want   string // severity, reachability and the end of the message
	}{
		{"imported", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "z.go", uses, "cmd/a.go", uses), "critical imported cmd/a.go:3 imports example.com/lib/parser"},
		{"another package", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a.go", other), "critical  " + transitive},
		{"symbols unknown", deps.Imports{}, goAdvisory("A", "example.com/lib", ""), tree("go.mod", goMod, "a.go", other), "critical imported a.go:3 imports example.com/lib/other (which packages and functions are affected is not known)"},
		{"name that only begins alike", deps.Imports{}, goAdvisory("A", "example.com/lib", ""), tree("go.mod", goMod, "a.go", "package own\n\nimport _ \"example.com/library\"\n"), "critical  " + transitive + " (which packages and functions are affected is not known)"},
		{"tests only", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a_test.go", uses), "critical imported of its own files only tests import example.com/lib/parser (a_test.go:3)"},
		{"build and tests", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a_test.go", uses, "b.go", uses), "critical imported b.go:3 imports example.com/lib/parser"},
		{"testdata", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a.go", other, "testdata/a.go", uses, "_old/a.go", uses), "critical  " + transitive},
		{"nested module", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a.go", other, "sub/go.mod", "module example.com/sub\n", "sub/a.go", uses), "critical  " + transitive},
		{"no code", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod), "critical  no Go file of the module was looked at, so whether it is imported is not known"},
		{"no code, no dependencies", deps.Imports{}, goAdvisory("A", "stdlib", `[{"path":"net/http"}]`), tree("go.mod", "module example.com/own\n\ngo 1.26.0\ntoolchain go1.26.3\n"), "critical  no Go file of the module was looked at, so whether it is imported is not known"},
		{"vendored", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "vendor/modules.txt", fmt.Sprintf(vendored, "parser")), "critical imported dependencies import what is affected"},
		{"not vendored", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "vendor/modules.txt", fmt.Sprintf(vendored, "other")), "low required the vendor folder has no package that is affected, so no build imports one"},
		{"broken file", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a.go", "package own\n\nimport (\n"), "critical  whether it is imported is not known, some Go files could not be read"},
		{"large file", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a.go", uses+strings.Repeat("//\n", 2<<20)), "critical  whether it is imported is not known, some Go files could not be read"},
		{"another platform", deps.Imports{GOOS: "linux"}, goAdvisory("A", "example.com/lib", windows), tree("go.mod", goMod, "a.go", uses), "low unreachable only builds for windows are affected"},
		{"any platform", deps.Imports{}, goAdvisory("A", "example.com/lib", windows), tree("go.mod", goMod, "a.go", uses), "critical imported a.go:3 imports example.com/lib/parser; only builds for windows are affected"},
		{"standard library", deps.Imports{}, goAdvisory("A", "stdlib", `[{"path":"net/http"}]`), tree("go.mod", "module example.com/own\n\ngo 1.26.0\ntoolchain go1.26.3\n", "a.go", "package own\n\nimport _ \"net/url\"\n"), "low required no Go file imports what is affected, and there are no dependencies that could"},
		{"standard library and dependencies", deps.Imports{}, goAdvisory("A", "stdlib", `[{"path":"net/http"}]`), tree("go.mod", goMod+"toolchain go1.26.3\n", "a.go", uses), "critical  " + transitive},
		{"two modules", deps.Imports{}, goAdvisory("A", "example.com/lib", parser), tree("go.mod", goMod, "a.go", uses, "sub/go.mod", goMod, "sub/vendor/modules.txt", "# none\n"), "critical imported a.go:3 imports example.com/lib/parser"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, refined(t, test.config, test.record, test.files)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// refined returns what is said about the only finding.
func refined(t *testing.T, reach deps.Reacher, record *osv.Record, files fstest.MapFS) string {
	t.Helper()
	db, err := osv.New([]*osv.Record{record})
	if err != nil {
		t.Fatal(err)
	}
	inventory, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	plain := scantest.Run(t, files, inventory, newAnalyzer(t, deps.Config{Source: db}))
	result := scantest.Run(t, files, inventory, newAnalyzer(t, deps.Config{Source: db, Reach: reach}))
	if len(plain.Findings) != 1 || len(result.Findings) != 1 {
		t.Fatalf("%d findings, %d refined, diagnostics %v", len(plain.Findings), len(result.Findings), result.Diagnostics)
	}
	before, r := plain.Findings[0].Common(), result.Findings[0].Common()
	if before.Fingerprint != r.Fingerprint {
		t.Error("the fingerprint changes with what is known")
	}
	rest, ok := strings.CutPrefix(r.Message, before.Message)
	if !ok {
		t.Errorf("message %q does not begin with %q", r.Message, before.Message)
	}
	return fmt.Sprintf("%s %s %s", r.Severity, r.Vulnerability.Reachability, strings.TrimPrefix(rest, "; "))
}

// TestReachMalware wants what is installed to stay as bad as it is.
func TestReachMalware(t *testing.T) {
	t.Parallel()
	v := &deps.Vulnerability{Record: scan.Record{Kind: scan.KindMalware, Severity: scan.SeverityCritical, Vulnerability: &scan.Vulnerability{}}}
	v.Reach(deps.Reached{Level: deps.ReachRequired, Settled: true})
	if v.Severity != scan.SeverityCritical {
		t.Errorf("severity %s", v.Severity)
	}
}

// lost cannot begin, or cannot refine.
type lost struct{ begin, refine error }

func (f lost) Begin(context.Context) (deps.ReachPass, error) { return f, f.begin }
func (lost) Wants(*scan.Entry) bool                          { return false }
func (lost) File(context.Context, *scan.File, scan.Sink) error {
	return errors.New("no file was wanted")
}
func (f lost) Refine(context.Context, []*deps.Vulnerability, scan.Sink) error { return f.refine }

// TestReachFails wants findings to be reported whatever becomes of the rest.
func TestReachFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	pass, err := newAnalyzer(t, deps.Config{Source: fixedIn(t), Reach: lost{begin: broken}}).Begin(t.Context())
	if pass != nil || !errors.Is(err, broken) {
		t.Errorf("Begin: %v, %v", pass, err)
	}
	pass, err = newAnalyzer(t, deps.Config{Source: fixedIn(t), Reach: lost{refine: broken}}).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := &sink{}
	if err := pass.(scan.PackagePass).Packages(t.Context(), []*scan.Package{npm("pkg", "1.0.0")}, out); !errors.Is(err, broken) || len(out.findings) != 1 {
		t.Errorf("Packages: %v, %d findings", err, len(out.findings))
	}
}
