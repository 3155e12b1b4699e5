package osv_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// claimOn returns the only claim of a record about "pkg" of an ecosystem.
func claimOn(tb testing.TB, ecosystem string, a osv.Affected) osv.Claim {
	tb.Helper()
	a.Package = osv.Package{Ecosystem: ecosystem, Name: "pkg"}
	db, err := osv.New([]*osv.Record{{ID: "TEST-1", Affected: []osv.Affected{a}}})
	if err != nil {
		tb.Fatal(err)
	}
	claims, err := db.Claims(context.Background(), nil, ecosystem, "pkg")
	if err != nil || len(claims) != 1 {
		tb.Fatalf("claims: %v, %v", claims, err)
	}
	return claims[0]
}

func semver(events ...osv.Event) osv.Range { return osv.Range{Type: osv.RangeSemVer, Events: events} }

// evaluateCase is what one claim must answer.
type evaluateCase struct {
	name       string
	ecosystem  string
	affected   osv.Affected
	yes        []string // affected versions
	no         []string // unaffected versions
	undecided  []string
	ranges     []string
	fixesOf    string
	fixes      []string
	laterFixes []string
}

func rangeCases() []evaluateCase {
	branches := semver(osv.Event{Introduced: "2.0.0"}, osv.Event{Fixed: "2.3.1"}, osv.Event{Introduced: "0"}, osv.Event{Fixed: "1.4.0"})
	return []evaluateCase{
		{
			name: "before the fix", ecosystem: "npm",
			affected: osv.Affected{Ranges: []osv.Range{semver(osv.Event{Introduced: "0"}, osv.Event{Fixed: "1.2.3"})}},
			yes:      []string{"0.0.0-0", "1.2.2", "1.2.3-rc.1"}, no: []string{"1.2.3", "1.2.3+build", "2.0.0"},
			undecided: []string{"", "latest"},
			ranges:    []string{"< 1.2.3"}, fixesOf: "1.0.0", fixes: []string{"1.2.3"}, laterFixes: []string{"1.2.3"},
		},
		{
			name: "unsorted branches", ecosystem: "npm",
			affected: osv.Affected{Ranges: []osv.Range{branches}},
			yes:      []string{"0.1.0", "1.3.9", "2.0.0", "2.3.0"}, no: []string{"1.4.0", "1.99.0", "2.0.0-rc.1", "2.3.1", "3.0.0"},
			ranges: []string{"< 1.4.0", ">= 2.0.0, < 2.3.1"}, fixesOf: "1.0.0", fixes: []string{"1.4.0"}, laterFixes: []string{"1.4.0", "2.3.1"},
		},
		{
			name: "last affected is affected", ecosystem: "npm",
			affected: osv.Affected{Ranges: []osv.Range{semver(osv.Event{LastAffected: "1.5.0"}, osv.Event{Introduced: "1.5.0"})}},
			yes:      []string{"1.5.0"}, no: []string{"1.4.9", "1.5.1"},
			ranges: []string{">= 1.5.0, <= 1.5.0"}, fixesOf: "1.5.0",
		},
		{
			name: "limit", ecosystem: "npm",
			affected: osv.Affected{Ranges: []osv.Range{semver(osv.Event{Introduced: "1.0.0"}, osv.Event{Limit: "2.0.0"})}},
			yes:      []string{"1.0.0", "1.9.9"}, no: []string{"0.9.0", "2.0.0"}, ranges: []string{">= 1.0.0"}, fixesOf: "1.0.0",
		},
		{
			name: "no limit", ecosystem: "npm",
			affected: osv.Affected{Ranges: []osv.Range{semver(osv.Event{Introduced: "1.0.0"}, osv.Event{Limit: "*"}, osv.Event{Limit: "1.5.0"})}},
			yes:      []string{"1.0.0", "9.0.0"}, no: []string{"0.9.0"}, ranges: []string{">= 1.0.0"}, fixesOf: "1.0.0",
		},
	}
}

func otherCases() []evaluateCase {
	commits := osv.Range{Type: osv.RangeGit, Repo: "https://git.example/pkg", Events: []osv.Event{{Introduced: "0"}, {Fixed: "deadbeef"}}}
	return []evaluateCase{
		{
			name: "no version of PyPI", ecosystem: "PyPI",
			affected: osv.Affected{
				Ranges:   []osv.Range{{Type: osv.RangeEcosystem, Events: []osv.Event{{Introduced: "0"}, {Fixed: "3.1.2"}}}},
				Versions: []string{"2004d-final", "3.1.1"},
			},
			yes: []string{"1.0", "2004d-final"}, no: []string{"3.1.2"},
			undecided: []string{"not-a-version", "2004e-final", "2004D-final"},
			ranges:    []string{"< 3.1.2"}, fixesOf: "1.0", fixes: []string{"3.1.2"}, laterFixes: []string{"3.1.2"},
		},
		{
			name: "branches of Packagist", ecosystem: "Packagist",
			affected: osv.Affected{Ranges: []osv.Range{{Type: osv.RangeEcosystem, Events: []osv.Event{{Introduced: "0"}, {Fixed: "2.0"}}}}},
			yes:      []string{"1.0", "1.x-dev"}, no: []string{"2.x-dev"}, undecided: []string{"dev-main", "dev-feature-2", "master"},
			ranges: []string{"< 2.0"}, fixesOf: "1.0", fixes: []string{"2.0"}, laterFixes: []string{"2.0"},
		},
		{
			name: "commits in front", ecosystem: "PyPI",
			affected: osv.Affected{Ranges: []osv.Range{commits, {Type: osv.RangeEcosystem, Events: []osv.Event{{Introduced: "1.0"}, {Fixed: "1.1"}}}}},
			yes:      []string{"1.0", "1.1rc1", "1.0.post3"}, no: []string{"1.1", "1.0rc1"},
			ranges: []string{">= 1.0, < 1.1"}, fixesOf: "1.0", fixes: []string{"1.1"}, laterFixes: []string{"1.1"},
		},
		{
			name: "commits only", ecosystem: "PyPI",
			affected: osv.Affected{Ranges: []osv.Range{commits}, Versions: []string{"1.0", "1.1"}},
			yes:      []string{"1.0", "1.1", "1.0.0", "v1.1"}, no: []string{"1.2"}, undecided: []string{""}, fixesOf: "1.0",
		},
		{
			name: "listed against the range", ecosystem: "npm",
			affected: osv.Affected{Versions: []string{"3.0.0"}, Ranges: []osv.Range{semver(osv.Event{Introduced: "0"}, osv.Event{Fixed: "1.0.0"})}},
			yes:      []string{"3.0.0", "0.9.0"}, no: []string{"3.0.1"}, ranges: []string{"< 1.0.0"}, fixesOf: "3.0.0", laterFixes: nil,
		},
		{
			name: "everything", ecosystem: "npm",
			affected: osv.Affected{Ranges: []osv.Range{semver(osv.Event{Introduced: "0"})}},
			yes:      []string{"", "latest", "0.0.0", "99.0.0"}, ranges: []string{"all versions"}, fixesOf: "1.0.0",
		},
		{
			name: "unreadable range", ecosystem: "npm",
			affected:  osv.Affected{Ranges: []osv.Range{semver(osv.Event{Introduced: "0"}, osv.Event{Fixed: "soon"}), semver(osv.Event{Introduced: "5.0.0"})}},
			undecided: []string{"1.0.0"}, yes: []string{"5.0.0"}, ranges: []string{">= 5.0.0"}, fixesOf: "1.0.0",
		},
		{
			name: "ecosystem without order", ecosystem: "OSS-Fuzz",
			affected:  osv.Affected{Versions: []string{"r1"}, Ranges: []osv.Range{{Type: osv.RangeEcosystem, Events: []osv.Event{{Introduced: "r1"}}}}},
			undecided: []string{"r2"}, yes: []string{"r1"}, fixesOf: "r1",
		},
		{
			name: "an event of nothing", ecosystem: "npm",
			affected: osv.Affected{Ranges: []osv.Range{semver(osv.Event{}, osv.Event{Introduced: "1.0.0"}), semver()}},
			yes:      []string{"1.0.0"}, no: []string{"0.1.0"}, ranges: []string{">= 1.0.0"}, fixesOf: "1.0.0",
		},
	}
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	for _, test := range append(rangeCases(), otherCases()...) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			claim := claimOn(t, test.ecosystem, test.affected)
			for verdict, versions := range map[osv.Verdict][]string{
				osv.VerdictAffected: test.yes, osv.VerdictUnaffected: test.no, osv.VerdictUndecided: test.undecided,
			} {
				for _, text := range versions {
					v, _ := osv.ParseVersion(test.ecosystem, text)
					if got := claim.Evaluate(v); got != verdict {
						t.Errorf("Evaluate(%q) = %d, want %d", text, got, verdict)
					}
				}
			}
			v, _ := osv.ParseVersion(test.ecosystem, test.fixesOf)
			if diff := cmp.Diff(test.fixes, claim.Fixes(v)); diff != "" {
				t.Errorf("Fixes (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.laterFixes, claim.LaterFixes(v)); diff != "" {
				t.Errorf("LaterFixes (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.ranges, claim.Ranges()); diff != "" {
				t.Errorf("Ranges (-want +got):\n%s", diff)
			}
		})
	}
}

func TestClaimFlags(t *testing.T) {
	t.Parallel()
	affected := []osv.Affected{{Package: osv.Package{Ecosystem: "npm", Name: "pkg"}}}
	db, err := osv.New([]*osv.Record{
		{ID: "GHSA-1", Affected: affected},
		{ID: "GHSA-2", Affected: affected, Withdrawn: "not a date"},
		{ID: "MAL-1", Affected: affected},
	})
	if err != nil {
		t.Fatal(err)
	}
	claims, err := db.Claims(context.Background(), nil, "npm", "pkg")
	if err != nil || len(claims) != 3 {
		t.Fatal(claims, err)
	}
	for i, want := range []struct{ withdrawn, malware bool }{{false, false}, {true, false}, {false, true}} {
		if c := claims[i]; c.Withdrawn() != want.withdrawn || c.Malware() != want.malware {
			t.Errorf("claim %d: withdrawn %v, malware %v; want %v", i, c.Withdrawn(), c.Malware(), want)
		}
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ ecosystem, text string }{{"npm", "latest"}, {"npm", ""}, {"RubyGems", " "}, {"Nowhere", "1.0"}} {
		v, err := osv.ParseVersion(test.ecosystem, test.text)
		if !errors.Is(err, osv.ErrVersion) || v.String() != test.text {
			t.Errorf("ParseVersion(%q, %q) = %v, %v", test.ecosystem, test.text, v, err)
		}
	}
	parse := func(text string) osv.Version {
		v, _ := osv.ParseVersion("PyPI", text)
		return v
	}
	if got := parse("1.0rc1").Compare(parse("1.0")); got != -1 {
		t.Errorf("1.0rc1 against 1.0: %d", got)
	}
	if got := parse("").Compare(parse("0")); got != -1 {
		t.Errorf("unknown against 0: %d", got)
	}
	if got := parse("").Compare(parse("")); got != 0 {
		t.Errorf("unknown against unknown: %d", got)
	}
}

func TestNormalName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ ecosystem, name, want string }{
		{"PyPI", "Zope.Interface", "zope-interface"},
		{"PyPI", "a__b-.c", "a-b-c"},
		{"PyPI", "plain", "plain"},
		{"npm", "Some_Name", "Some_Name"},
		{"NuGet", "Newtonsoft.Json", "newtonsoft.json"},
		{"Packagist", "Symfony/Yaml", "symfony/yaml"},
		{"SwiftURL", "https://Git.Example/Org/Repo.git", "git.example/org/repo"},
		{"GIT", "git.example/org/repo/", "git.example/org/repo"},
		{"Go", "example.com/Mod/v2", "example.com/Mod/v2"},
		{"crates.io", "serde_json", "serde_json"},
		{"Maven", "org.Example:lib", "org.Example:lib"},
	} {
		if got := osv.NormalName(test.ecosystem, test.name); got != test.want {
			t.Errorf("NormalName(%s, %q) = %q, want %q", test.ecosystem, test.name, got, test.want)
		}
	}
}
