package osv_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

func TestClaimRecord(t *testing.T) {
	t.Parallel()
	all := []osv.Event{{Introduced: "0"}}
	branches := []osv.Event{{Introduced: "0"}, {Fixed: "1.4.0"}, {Introduced: "2.0.0"}, {LastAffected: "2.3.1"}}
	for _, test := range []struct {
		name, ecosystem string
		in, want        []osv.Range
	}{
		{"all versions", "Go", []osv.Range{semver(all...)}, []osv.Range{semver(all...)}},
		{"branches", "Go", []osv.Range{semver(branches[2], branches[3], branches[0], branches[1])}, []osv.Range{semver(branches...)}},
		{"another type", "npm", []osv.Range{semver(branches...)}, []osv.Range{{Type: osv.RangeEcosystem, Events: branches}}},
		{"limits", "Go", []osv.Range{semver(osv.Event{Introduced: "1.0.0"}, osv.Event{Limit: "3.0.0"})}, []osv.Range{semver(osv.Event{Introduced: "1.0.0"}, osv.Event{Limit: "3.0.0"})}},
		{"no limit", "Go", []osv.Range{semver(osv.Event{Introduced: "1.0.0"}, osv.Event{Limit: "*"})}, []osv.Range{semver(osv.Event{Limit: "*"}, osv.Event{Introduced: "1.0.0"})}},
		{"commits", "Go", []osv.Range{{Type: osv.RangeGit, Events: all}}, nil},
	} {
		got := claimOn(t, test.ecosystem, osv.Affected{Ranges: test.in}).Record(test.ecosystem, "pkg")
		want := osv.Affected{Package: osv.Package{Ecosystem: test.ecosystem, Name: "pkg"}, Ranges: test.want}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.name, diff)
		}
	}
}
