package suite_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/licensing"
	"github.com/penstock-dev/penstock/scan/scantest"
	"github.com/penstock-dev/penstock/scan/suite"
)

// TestRules wants every rule of the project to be complete, and its id unique.
func TestRules(t *testing.T) {
	t.Parallel()
	analyzers, err := suite.New(t.Context(), suite.Config{Licenses: &licensing.Config{}})
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`^[a-z0-9]+/[a-z0-9-]+$`)
	seen := map[string]bool{}
	for _, a := range analyzers {
		for _, r := range a.Rules() {
			if !id.MatchString(r.ID) || seen[r.ID] {
				t.Errorf("rule id %q is malformed or taken", r.ID)
			}
			seen[r.ID] = true
			if r.Name == "" || r.Description == "" || r.Remediation == "" || r.Kind == "" || r.Severity == scan.SeverityUnknown && r.Class != "vulnerable-dependency" {
				t.Errorf("rule %s lacks a name, description, remediation, kind or severity", r.ID)
			}
			if strings.HasSuffix(r.Name, ".") {
				t.Errorf("rule %s: the name ends with a full stop", r.ID)
			}
			if _, ok := scan.ClassInfoOf(r.Class); !ok {
				t.Errorf("rule %s: class %q is not in the table", r.ID, r.Class)
			}
		}
	}
}

// TestReach wants findings to say what Go files import or, if another way to
// find out is given, what that says; it is not asked for without advisories.
func TestReach(t *testing.T) {
	t.Parallel()
	db, err := osv.New([]*osv.Record{{ID: "GO-1", Affected: []osv.Affected{{
		Package: osv.Package{Ecosystem: "Go", Name: "example.com/lib"}, Ranges: []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "0"}}}},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{
		"go.mod": {Data: []byte("module example.com/own\n\ngo 1.26.0\n\nrequire example.com/lib v1.0.0\n")},
		"own.go": {Data: []byte("package own\n\nimport _ \"example.com/lib\"\n")},
	}
	elsewhere := func(deps.Source) (deps.Reacher, error) { return deps.Imports{}, nil }
	for name, config := range map[string]suite.Config{"default": {Advisories: db}, "given": {Advisories: db, Reach: elsewhere}} {
		analyzers, err := suite.New(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		result := scantest.Run(t, files, analyzers...)
		if len(result.Findings) != 1 || result.Findings[0].Common().Vulnerability.Reachability != deps.ReachImported {
			t.Errorf("%s: findings %v", name, result.Findings)
		}
	}
	broken := errors.New("broken")
	refuse := func(deps.Source) (deps.Reacher, error) { return nil, broken }
	if _, err := suite.New(t.Context(), suite.Config{Advisories: db, Reach: refuse}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if _, err := suite.New(t.Context(), suite.Config{Reach: refuse}); err != nil {
		t.Errorf("without advisories: %v", err)
	}
}

// TestPackagesReachTheMatcher wants a lockfile's package to be matched with an
// advisory, by way of the inventory.
func TestPackagesReachTheMatcher(t *testing.T) {
	t.Parallel()
	record, err := osv.DecodeRecord([]byte(`{"id":"GHSA-1","aliases":["CVE-2026-1"],"modified":"2026-01-01T00:00:00Z","summary":"It breaks.","affected":[
		{"package":{"ecosystem":"npm","name":"left"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.0"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	db, err := osv.New([]*osv.Record{record})
	if err != nil {
		t.Fatal(err)
	}
	analyzers, err := suite.New(t.Context(), suite.Config{Advisories: db})
	if err != nil {
		t.Fatal(err)
	}
	result := scantest.Run(t, fstest.MapFS{"package-lock.json": {Data: []byte(`{"name":"shop","lockfileVersion":3,"packages":{
		"":{"name":"shop","dependencies":{"left":"^1.0.0"}},
		"node_modules/left":{"version":"1.1.0"}}}`)}}, analyzers...)
	i := slices.IndexFunc(result.Findings, func(f scan.Finding) bool { return f.Common().Class() == "vulnerable-dependency" })
	if i < 0 {
		t.Fatalf("no vulnerability among %d findings, diagnostics %v", len(result.Findings), result.Diagnostics)
	}
	r := result.Findings[i].Common()
	if r.Vulnerability.ID != "CVE-2026-1" || r.Package.Name != "left" || r.Location.Path != "package-lock.json" || r.Location.Region.StartLine != 3 {
		t.Errorf("finding %+v", r)
	}
	if len(result.Incomplete()) > 0 {
		t.Errorf("diagnostics %v", result.Diagnostics)
	}
}
