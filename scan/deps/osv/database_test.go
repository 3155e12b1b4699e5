package osv_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// record returns a record about all versions of one package.
func record(id, ecosystem, name string) *osv.Record {
	return &osv.Record{ID: id, Affected: []osv.Affected{{
		Package: osv.Package{Ecosystem: ecosystem, Name: name},
		Ranges:  []osv.Range{semver(osv.Event{Introduced: "0"})},
	}}}
}

// idsOf returns the ids of the claims about a package.
func idsOf(tb testing.TB, db *osv.Database, ecosystem, name string) []string {
	tb.Helper()
	ctx := context.Background()
	claims, err := db.Claims(ctx, nil, ecosystem, name)
	if err != nil {
		tb.Fatal(err)
	}
	var ids []string
	for _, c := range claims {
		a, err := db.Advisory(ctx, c)
		if err != nil {
			tb.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	return ids
}

func TestClaims(t *testing.T) {
	t.Parallel()
	db, err := osv.New([]*osv.Record{
		record("B", "npm", "left"), record("A", "npm", "left"), record("C", "PyPI", "Left_Pad.js"),
		record("D", "Debian:12", "curl"), record("E", "Debian", "curl"), record("F", "Debian:11", "curl"),
		record("G", "Ubuntu:22.04:LTS", "curl"), record("H", "npm", ""), record("I", "", "left"),
		{ID: "J", Affected: []osv.Affected{{Ranges: []osv.Range{{Type: osv.RangeGit}}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		ecosystem, name string
		want            []string
	}{
		{"npm", "left", []string{"A", "B"}},
		{"npm", "Left", nil},
		{"npm", "right", nil},
		{"PyPI", "left", nil},
		{"PyPI", "LEFT-PAD_js", []string{"C"}},
		{"Debian:12", "curl", []string{"D", "E"}},
		{"Debian:13", "curl", []string{"E"}},
		{"Debian", "curl", []string{"E"}},
		{"Ubuntu:22.04", "curl", []string{"G"}},
		{"Ubuntu:22.04:LTS", "curl", []string{"G"}},
		{"Unheard", "curl", nil},
		{"", "", nil},
	} {
		if diff := cmp.Diff(test.want, idsOf(t, db, test.ecosystem, test.name)); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", test.ecosystem, test.name, diff)
		}
	}
	if db.Records() != 7 {
		t.Errorf("%d records about packages, want 7", db.Records())
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	db, err := osv.New([]*osv.Record{record("A", "npm", "left"), record("B", "Debian:12", "curl"), record("C", "Ubuntu:22.04:LTS", "curl")})
	if err != nil {
		t.Fatal(err)
	}
	for ecosystem, want := range map[string]bool{
		"npm": true, "PyPI": false, "Debian:12": true, "Debian:13": false, "Debian": false, "": false, "Ubuntu:22.04": true,
	} {
		if got := db.Covers(ecosystem); got != want {
			t.Errorf("Covers(%q) = %v, want %v", ecosystem, got, want)
		}
	}
	want := []osv.Ecosystem{
		{Name: "Debian:12", Packages: 1, Claims: 1, Complete: true},
		{Name: "Ubuntu:22.04", Packages: 1, Claims: 1, Complete: true},
		{Name: "npm", Packages: 1, Claims: 1, Complete: true},
	}
	if diff := cmp.Diff(want, db.Ecosystems()); diff != "" {
		t.Errorf("Ecosystems (-want +got):\n%s", diff)
	}
}

// TestNewest checks that of records with one id the newest counts, whatever the
// order.
func TestNewest(t *testing.T) {
	t.Parallel()
	old, young := record("A", "npm", "old"), record("A", "npm", "young")
	old.Modified, young.Modified = "2024-05-01T00:00:00Z", "2024-06-01T12:00:00+02:00"
	for _, records := range [][]*osv.Record{{old, young}, {young, old}} {
		db, err := osv.New(records)
		if err != nil {
			t.Fatal(err)
		}
		if ids := idsOf(t, db, "npm", "old"); ids != nil {
			t.Errorf("the old record still counts: %v", ids)
		}
		if ids := idsOf(t, db, "npm", "young"); len(ids) != 1 {
			t.Errorf("the new record does not count: %v", ids)
		}
		if want := time.Date(2024, 6, 1, 10, 0, 0, 0, time.UTC); !db.Modified().Equal(want) {
			t.Errorf("Modified = %v, want %v", db.Modified(), want)
		}
	}
}

// full has every part of a record that a report can need.
const full = `{
	"schema_version": "1.7.0", "id": "GHSA-full", "modified": "2025-02-03T04:05:06.789Z", "published": "2025-01-02T03:04:05Z",
	"aliases": ["CVE-2025-1"], "related": ["CVE-2025-2"], "upstream": ["CVE-2025-3"],
	"details": "## Impact\nSecrets are written to the log.\nMore words.",
	"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}],
	"affected": [
		{"package": {"ecosystem": "Go", "name": "example.com/mod", "purl": "pkg:golang/example.com/mod"},
		 "severity": [{"type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:P/I:N/A:N"}],
		 "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.3"}]}],
		 "ecosystem_specific": {"imports": [{"path": "example.com/mod/log", "symbols": ["Write"]}]}},
		{"package": {"ecosystem": "npm", "name": "mod"}, "ecosystem_specific": {}, "versions": ["1.0.0"]}
	],
	"references": [{"type": "FIX", "url": "https://code.example/1"}],
	"credits": [{"name": "Somebody", "contact": ["mailto:somebody@mail.example"], "type": "FINDER"}],
	"database_specific": {"severity": "HIGH", "cwe_ids": ["CWE-532"], "unknown": [1, 2]},
	"a_field_of_the_future": {"x": 1}
}`

func TestAdvisory(t *testing.T) {
	t.Parallel()
	r, err := osv.DecodeRecord([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	db, err := osv.New([]*osv.Record{record("AAA", "npm", "other"), r})
	if err != nil {
		t.Fatal(err)
	}
	general := osv.Advisory{
		ID: "GHSA-full", Aliases: []string{"CVE-2025-1"}, Related: []string{"CVE-2025-2"}, Upstream: []string{"CVE-2025-3"},
		Published: time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), Modified: time.Date(2025, 2, 3, 4, 5, 6, 0, time.UTC),
		Summary:          "Secrets are written to the log.",
		Severity:         []osv.Severity{{Type: "CVSS_V3", Score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}},
		DatabaseSeverity: "HIGH", CWE: []string{"CWE-532"},
		References: []osv.Reference{{Type: "FIX", URL: "https://code.example/1"}},
	}
	own := general
	own.Severity = []osv.Severity{{Type: "CVSS_V2", Score: "AV:N/AC:L/Au:N/C:P/I:N/A:N"}}
	own.EcosystemSpecific = json.RawMessage(`{"imports": [{"path": "example.com/mod/log", "symbols": ["Write"]}]}`)
	ctx := context.Background()
	for _, test := range []struct {
		ecosystem, name string
		want            osv.Advisory
	}{{"npm", "mod", general}, {"Go", "example.com/mod", own}} {
		claims, err := db.Claims(ctx, nil, test.ecosystem, test.name)
		if err != nil || len(claims) != 1 {
			t.Fatal(claims, err)
		}
		got, err := db.Advisory(ctx, claims[0])
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.ecosystem, diff)
		}
	}
}

// TestClaimsAllocateNothing holds the promise of Claims and Evaluate.
func TestClaimsAllocateNothing(t *testing.T) {
	db, err := osv.New(syntheticRecords(100))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	v, err := osv.ParseVersion("npm", "2.0.0")
	if err != nil {
		t.Fatal(err)
	}
	claims := make([]osv.Claim, 0, 8)
	n := testing.AllocsPerRun(100, func() {
		claims, _ = db.Claims(ctx, claims[:0], "npm", "@scope/package-40")
		for _, c := range claims {
			c.Evaluate(v)
		}
	})
	if n != 0 || len(claims) != 1 {
		t.Errorf("%v allocations for %d claims", n, len(claims))
	}
}

func FuzzRecord(f *testing.F) {
	f.Add([]byte(full), "1.0.0")
	f.Add([]byte(`{"id":"X","affected":[{"package":{"ecosystem":"PyPI","name":"x"},"versions":["1","b"],"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"last_affected":"2"},{"limit":"*"}]}]}]}`), "2.0rc1")
	f.Add([]byte(`{"id":"X","withdrawn":"?","affected":[{"package":{"ecosystem":"Debian:12","name":"x"},"ranges":[{"type":"GIT","events":null}]}]}`), "")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		r, err := osv.DecodeRecord(data)
		if err != nil {
			return
		}
		db, err := osv.New([]*osv.Record{r})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range r.Affected {
			claims, err := db.Claims(context.Background(), nil, a.Package.Ecosystem, a.Package.Name)
			if err != nil {
				t.Fatal(err)
			}
			if len(claims) == 0 && a.Package.Name != "" && a.Package.Ecosystem != "" {
				t.Fatalf("no claim about %q %q", a.Package.Ecosystem, a.Package.Name)
			}
			v, err := osv.ParseVersion(a.Package.Ecosystem, text)
			for _, c := range claims {
				checkClaim(t, db, c, v, err == nil)
			}
		}
	})
}

// checkClaim holds that a fixed version is higher than the version it is for,
// and that a claim leads back to its advisory.
func checkClaim(t *testing.T, db *osv.Database, c osv.Claim, v osv.Version, ordered bool) {
	t.Helper()
	c.Evaluate(v)
	c.Ranges()
	if fixes := c.LaterFixes(v); ordered {
		for _, fix := range c.Fixes(v) {
			if !slices.Contains(fixes, fix) {
				t.Fatalf("fix %q of %q is no later one: %q", fix, v, fixes)
			}
		}
	}
	a, err := db.Advisory(context.Background(), c)
	if err != nil || a.ID == "" {
		t.Fatal(a, err)
	}
}
