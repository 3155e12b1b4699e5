package deps_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// millAdvisories are about an action and about a workflow in a repository.
func millAdvisories(tb testing.TB) *osv.Database {
	tb.Helper()
	record := func(id, name, fixed string) *osv.Record {
		return &osv.Record{
			ID: id, Modified: "2026-03-01T00:00:00Z", Summary: "Grit in the flour",
			Affected: []osv.Affected{{
				Package: osv.Package{Ecosystem: "GitHub Actions", Name: name},
				Ranges:  []osv.Range{{Type: osv.RangeEcosystem, Events: []osv.Event{{Introduced: "0"}, {Fixed: fixed}}}},
			}},
		}
	}
	db, err := osv.New([]*osv.Record{
		record("GHSA-mill-0001", "Acme/Mill", "4.1.3"),
		record("GHSA-mill-0002", "acme/mill", "5.0.0"),
		record("GHSA-mill-0003", "acme/ovens/.github/workflows/bake.yml", "2.0.0"),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

// TestActions matches what a workflow uses, as scan/pipeline reports it.
func TestActions(t *testing.T) {
	t.Parallel()
	const commit = "0123456789abcdef0123456789abcdef01234567"
	tests := []struct {
		uses  string
		want  string // the ids' ends
		notes int
	}{
		{"acme/mill@v4.1.2", "1 2", 0},
		{"Acme/Mill@4.1.3", "2", 0},
		{"acme/mill@v4", "2", 0},   // moved along to the newest 4
		{"acme/mill@v4.1", "2", 0}, // and to the newest 4.1
		{"acme/mill@v4.0", "1 2", 0},
		{"acme/mill@v3", "1 2", 0},
		{"acme/mill@v5", "", 0},
		{"acme/mill@v6.0.1", "", 0},
		{"acme/mill/sieve@v4.1.2", "1 2", 0},
		{"acme/mill@" + commit + " # v4.1.2", "1 2", 0},
		{"acme/mill@" + commit + " # v4.1.3", "2", 0},
		{"acme/mill@" + commit + " # v5.0.0", "", 0},
		{"acme/mill@" + commit, "", 1},
		{"acme/mill@main", "", 1},
		{"acme/other@main", "", 0},
		{"acme/ovens/.github/workflows/bake.yml@v1.2.0", "3", 0},
		{"acme/ovens/.github/workflows/bake.yml@v2", "", 0},
		{"acme/ovens@v1.2.0", "", 0},
	}
	a := newAnalyzer(t, deps.Config{Source: millAdvisories(t)})
	for _, tt := range tests {
		t.Run(tt.uses, func(t *testing.T) {
			t.Parallel()
			result, err := a.Match(t.Context(), used(t, tt.uses))
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, v := range result.Vulnerabilities {
				id := v.Record.Vulnerability.ID
				ids = append(ids, id[len(id)-1:])
				if v.Location.Path != ".github/workflows/mill.yml" || v.Location.Region.StartLine != 5 {
					t.Errorf("place %+v", v.Location)
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(ids, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(result.Diagnostics) != tt.notes || tt.notes > 0 && !result.Diagnostics[0].Note {
				t.Errorf("diagnostics %v", result.Diagnostics)
			}
		})
	}
}

// used returns the packages of a workflow with one step.
func used(t *testing.T, uses string) []*scan.Package {
	t.Helper()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	key := "steps:\n      - "
	if strings.Contains(uses, ".yml@") {
		key = "\n      "
	}
	list, err := analyzer.Inventory(t.Context(), map[string][]byte{
		".github/workflows/mill.yml": fmt.Appendf(nil, "on: push\njobs:\n  grind:\n    %suses: %s\n", key, uses),
	})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d pipelines, error %v", len(list), err)
	}
	return list[0].Packages()
}

func TestUnlisted(t *testing.T) {
	t.Parallel()
	image := &scan.Package{PURL: "pkg:docker/node@24", Name: "node", Version: "24", Properties: map[string]string{"pipeline": "github"}}
	for _, cfg := range []deps.Config{{}, {Source: millAdvisories(t)}, {Source: fixedIn(t)}} {
		result, err := newAnalyzer(t, cfg).Match(t.Context(), append(used(t, "acme/mill@v6"), image))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range result.Diagnostics {
			if !d.Note {
				t.Errorf("a diagnostic that is no note: %v", d)
			}
		}
		if cfg.Source != nil && len(result.Diagnostics) == 0 {
			t.Error("nothing says that images are not matched")
		}
	}
}
