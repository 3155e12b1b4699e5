package suite_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/scantest"
	"github.com/penstock-dev/penstock/scan/suite"
)

// TestActionsAreToldOnce wants a vulnerable action to be one finding: of the
// advisories that are given, and without them of those built in.
func TestActionsAreToldOnce(t *testing.T) {
	t.Parallel()
	record, err := osv.DecodeRecord([]byte(`{"id":"GHSA-mrrh-fwg8-r2c3","aliases":["CVE-2025-30066"],"modified":"2026-01-01T00:00:00Z","summary":"Tags were moved.","affected":[
		{"package":{"ecosystem":"GitHub Actions","name":"tj-actions/changed-files"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"last_affected":"45.0.7"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	db, err := osv.New([]*osv.Record{record})
	if err != nil {
		t.Fatal(err)
	}
	const listed = "0e58ed8671d6b60d0890c21b07f8835ace038e67"
	for _, tt := range []struct {
		uses, with, without string
	}{
		{"tj-actions/changed-files@v45.0.7", "deps/vulnerable-dependency", "github/known-vulnerable-component"},
		{"tj-actions/changed-files@" + listed + " # v45.0.7", "deps/vulnerable-dependency", "github/known-vulnerable-component"},
		{"tj-actions/changed-files@" + listed, "github/known-vulnerable-component", "github/known-vulnerable-component"},
		{"tj-actions/changed-files@v46.0.5", "", ""},
	} {
		for config, want := range map[*suite.Config]string{{Advisories: db}: tt.with, {}: tt.without} {
			analyzers, err := suite.New(t.Context(), *config)
			if err != nil {
				t.Fatal(err)
			}
			result := scantest.Run(t, fstest.MapFS{".github/workflows/mill.yml": {
				Data: []byte("on: push\njobs:\n  grind:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: " + tt.uses + "\n"),
			}}, analyzers...)
			var rules []string
			for _, f := range result.Findings {
				if r := f.Common(); r.Vulnerability != nil {
					rules = append(rules, r.Rule.ID)
				}
			}
			slices.Sort(rules)
			if diff := cmp.Diff(want, strings.Join(rules, " ")); diff != "" {
				t.Errorf("%s, advisories %t (-want +got):\n%s", tt.uses, config.Advisories != nil, diff)
			}
			if len(result.Incomplete()) > 0 {
				t.Errorf("%s: %v", tt.uses, result.Incomplete())
			}
		}
	}
}

// TestComponentsAreListedOnce wants no package twice where an extractor and the
// analyzer of pipelines know the same file.
func TestComponentsAreListedOnce(t *testing.T) {
	t.Parallel()
	analyzers, err := suite.New(t.Context(), suite.Config{})
	if err != nil {
		t.Fatal(err)
	}
	result := scantest.Run(t, fstest.MapFS{
		".pre-commit-config.yaml":    {Data: []byte("repos:\n  - repo: https://github.com/acme/hooks\n    rev: v1.2.0\n    hooks: [{id: tidy}]\n")},
		".github/workflows/mill.yml": {Data: []byte("on: push\njobs:\n  grind:\n    runs-on: ubuntu-24.04\n    container: golang:1.26\n    steps:\n      - uses: acme/sieve@v2\n      - uses: acme/sieve@v2\n")},
		"Dockerfile":                 {Data: []byte("FROM debian:13\nUSER 1\n")},
	}, analyzers...)
	var got []string
	for _, p := range result.Packages {
		got = append(got, p.PURL+" "+string(p.Scope))
	}
	slices.Sort(got)
	want := []string{"pkg:docker/debian@13 runtime", "pkg:docker/golang@1.26 build", "pkg:github/acme/hooks@v1.2.0 dev", "pkg:github/acme/sieve@v2 build"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("packages (-want +got):\n%s", diff)
	}
}
