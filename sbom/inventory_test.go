package sbom_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
)

func at(path string, line int) []scan.Location {
	return []scan.Location{{Path: path, Region: scan.Region{StartLine: line, StartOffset: line * 10, EndOffset: line*10 + 5}}}
}

func TestInventoryMerges(t *testing.T) {
	t.Parallel()
	given := []*scan.Package{
		{PURL: "pkg:npm/b@1.0.0", Name: "b", Version: "1.0.0", Ecosystem: "npm", Scope: scan.ScopeRuntime, Relation: scan.RelationTransitive,
			Locations: at("x", 1), DependsOn: []string{"pkg:npm/c@1"}, Licenses: []string{"MIT"}, Properties: map[string]string{"k": "x"}},
		{PURL: "pkg:npm/a@2.0.0", Name: "a", Version: "2.0.0", Ecosystem: "npm"},
		{PURL: "pkg:npm/b@1.0.0", Name: "b", Version: "1.0.0", Ecosystem: "npm", Scope: scan.ScopeRuntime, Relation: scan.RelationDirect,
			Locations: slices.Concat(at("x", 1), at("y", 2)), DependsOn: []string{"pkg:npm/a@2.0.0", "pkg:npm/c@1"}, Licenses: []string{"MIT", "ISC"},
			Hashes: []scan.Hash{{Algorithm: "sha1", Value: "00"}}, Source: "dir", Supplier: "acme", Installed: true, Properties: map[string]string{"k": "y", "l": "z"}},
		{PURL: "pkg:npm/b@1.0.0", Name: "b", Version: "1.0.0", Ecosystem: "npm", Scope: scan.ScopeDev, Locations: at("z", 3)},
		{Name: "../dir", Ecosystem: "Go", Source: "../dir"},
		{Name: "../dir", Ecosystem: "Go", Source: "../dir", Locations: at("go.mod", 4)},
	}
	before := slices.Clone(given[0].Locations)
	want := []*scan.Package{
		{Name: "../dir", Ecosystem: "Go", Source: "../dir", Locations: at("go.mod", 4)},
		{PURL: "pkg:npm/a@2.0.0", Name: "a", Version: "2.0.0", Ecosystem: "npm"},
		{PURL: "pkg:npm/b@1.0.0", Name: "b", Version: "1.0.0", Ecosystem: "npm", Scope: scan.ScopeDev, Locations: at("z", 3)},
		{PURL: "pkg:npm/b@1.0.0", Name: "b", Version: "1.0.0", Ecosystem: "npm", Scope: scan.ScopeRuntime, Relation: scan.RelationDirect,
			Locations: slices.Concat(at("x", 1), at("y", 2)), DependsOn: []string{"pkg:npm/a@2.0.0", "pkg:npm/c@1"}, Licenses: []string{"MIT", "ISC"},
			Hashes: []scan.Hash{{Algorithm: "sha1", Value: "00"}}, Source: "dir", Supplier: "acme", Installed: true, Properties: map[string]string{"k": "x", "l": "z"}},
	}
	inv := sbom.NewInventory(given)
	if diff := cmp.Diff(want, inv.Packages()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, given[0].Locations); diff != "" || given[0].Properties["l"] != "" || given[0].Relation != scan.RelationTransitive {
		t.Errorf("a package given was changed: %+v", given[0])
	}
	if diff := cmp.Diff(want[2:], inv.Lookup("pkg:npm/b@1.0.0")); diff != "" {
		t.Error(diff)
	}
	if got := inv.Lookup(""); got != nil {
		t.Errorf("Lookup of nothing: %v", got)
	}
}

func TestInventoryOrder(t *testing.T) {
	t.Parallel()
	var list []*scan.Package
	for _, eco := range []string{"Go", "npm"} {
		for _, name := range []string{"a", "b", "c"} {
			for _, version := range []string{"1", "2"} {
				list = append(list, &scan.Package{PURL: "pkg:" + eco + "/" + name + "@" + version, Ecosystem: eco, Name: name, Version: version})
			}
		}
	}
	shuffled := slices.Clone(list)
	random := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(list, sbom.NewInventory(shuffled).Packages()); diff != "" {
			t.Fatal(diff)
		}
	}
}
