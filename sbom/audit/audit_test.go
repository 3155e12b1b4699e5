package audit_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/audit"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

func npm(name, version string) *scan.Package {
	return &scan.Package{PURL: "pkg:npm/" + name + "@" + version, Name: name, Version: version, Ecosystem: "npm"}
}

func listed(purl string, change ...func(*bom.Component)) *bom.Component {
	c := &bom.Component{Ref: purl, Name: strings.TrimPrefix(purl, "pkg:npm/"), PURL: purl}
	c.Name, c.Version, _ = strings.Cut(c.Name, "@")
	for _, f := range change {
		f(c)
	}
	return c
}

func describe(r *audit.Report) []string {
	out := []string{fmt.Sprintf("%d of %d listed, %d found, complete %v", r.Matched, r.Listed, r.Found, r.Complete())}
	for _, e := range r.Entries {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s > %s %s", e.Kind, e.Name, e.From, e.To, e.Reason)))
	}
	return out
}

func TestCompare(t *testing.T) {
	t.Parallel()
	hash := func(value string) []scan.Hash { return []scan.Hash{{Algorithm: "sha256", Value: value}} }
	for _, tt := range []struct {
		name   string
		listed []*bom.Component
		found  []*scan.Package
		config audit.Config
		want   []string
	}{
		{"nothing", nil, nil, audit.Config{}, []string{"0 of 0 listed, 0 found, complete true"}},
		{"the same, twice in the tree", []*bom.Component{listed("pkg:npm/axle@1")}, []*scan.Package{npm("axle", "1"), npm("axle", "1")}, audit.Config{}, []string{"1 of 1 listed, 1 found, complete true"}},
		{"missing", nil, []*scan.Package{npm("axle", "1")}, audit.Config{}, []string{"0 of 0 listed, 1 found, complete false", "missing axle  > 1"}},
		{"extra", []*bom.Component{listed("pkg:npm/axle@1")}, nil, audit.Config{}, []string{"0 of 1 listed, 0 found, complete true", "extra axle 1 >"}},
		{"version", []*bom.Component{listed("pkg:npm/axle@1")}, []*scan.Package{npm("axle", "2")}, audit.Config{}, []string{"0 of 1 listed, 1 found, complete false", "version axle 1 > 2"}},
		{
			"version beside the package URL", []*bom.Component{listed("pkg:npm/axle@1", func(c *bom.Component) { c.Version = "2" }), listed("pkg:npm/bolt@1", func(c *bom.Component) { c.Version = "v1" })},
			[]*scan.Package{npm("axle", "1"), npm("bolt", "1")}, audit.Config{}, []string{"2 of 2 listed, 2 found, complete false", "version axle 2 > 1"},
		},
		{
			"one of several versions", []*bom.Component{listed("pkg:npm/axle@1"), listed("pkg:npm/axle@2")}, []*scan.Package{npm("axle", "2"), npm("axle", "3"), npm("axle", "4")},
			audit.Config{}, []string{"1 of 2 listed, 3 found, complete false", "version axle 1 > 3, 4"},
		},
		{"spelling", []*bom.Component{listed("pkg:pypi/Zope.Interface@5")}, []*scan.Package{{PURL: "pkg:pypi/zope-interface@5", Name: "zope-interface", Ecosystem: "PyPI"}}, audit.Config{}, []string{"1 of 1 listed, 1 found, complete true"}},
		{
			"modules with and without v", []*bom.Component{listed("pkg:golang/mill.example/axle@1.0.0")},
			[]*scan.Package{{PURL: "pkg:golang/mill.example/axle@v1.0.0", Name: "mill.example/axle", Version: "v1.0.0", Ecosystem: "Go"}}, audit.Config{}, []string{"1 of 1 listed, 1 found, complete true"},
		},
		{"a range beside its lock", []*bom.Component{listed("pkg:npm/axle@1")}, []*scan.Package{npm("axle", "1"), {PURL: "pkg:npm/axle", Name: "axle", Ecosystem: "npm"}}, audit.Config{}, []string{"1 of 1 listed, 1 found, complete true"}},
		{"a range alone", []*bom.Component{listed("pkg:npm/axle@1")}, []*scan.Package{{PURL: "pkg:npm/axle", Name: "axle", Ecosystem: "npm"}}, audit.Config{}, []string{"1 of 1 listed, 1 found, complete true"}},
		{"no version claimed", []*bom.Component{listed("pkg:npm/axle")}, []*scan.Package{npm("axle", "1")}, audit.Config{}, []string{"1 of 1 listed, 1 found, complete true"}},
		{
			"digest", []*bom.Component{listed("pkg:npm/axle@1", func(c *bom.Component) { c.Hashes = hash("aa") })},
			[]*scan.Package{{PURL: "pkg:npm/axle@1", Name: "axle", Version: "1", Ecosystem: "npm", Hashes: hash("bb")}}, audit.Config{},
			[]string{"1 of 1 listed, 1 found, complete true", "hash axle sha256:aa > sha256:bb"},
		},
		{
			"one of several digests", []*bom.Component{listed("pkg:npm/axle@1", func(c *bom.Component) { c.Hashes = append(hash("aa"), scan.Hash{Algorithm: "md5", Value: "cc"}) })},
			[]*scan.Package{{PURL: "pkg:npm/axle@1", Name: "axle", Ecosystem: "npm", Hashes: hash("bb")}, {PURL: "pkg:npm/axle@1", Name: "axle", Ecosystem: "npm", Hashes: hash("AA")}}, audit.Config{},
			[]string{"1 of 1 listed, 1 found, complete true"},
		},
		{
			"scope", []*bom.Component{listed("pkg:npm/axle@1", func(c *bom.Component) { c.Scope = "excluded" }), listed("pkg:npm/bolt@1", func(c *bom.Component) { c.Scope = "excluded" })},
			[]*scan.Package{{PURL: "pkg:npm/axle@1", Name: "axle", Ecosystem: "npm", Scope: scan.ScopeRuntime}, {PURL: "pkg:npm/bolt@1", Name: "bolt", Ecosystem: "npm"}}, audit.Config{},
			[]string{"2 of 2 listed, 2 found, complete true", "scope axle development > runtime"},
		},
		{
			"not comparable", []*bom.Component{listed("pkg:deb/debian/axle@1"), listed("pkg:generic/bolt@1"), {Ref: "x", Name: "cog", Version: "1"}, {Ref: "y", Name: "dial", Version: "1"}}, []*scan.Package{npm("dial", "1")}, audit.Config{},
			[]string{
				"1 of 4 listed, 1 found, complete true",
				"not-comparable cog 1 >  it has no package URL, and nothing that was found is called so",
				"not-comparable pkg:generic/bolt 1 >  its package URL is of a kind that the run does not look for",
				"not-comparable axle 1 >  its package URL is of a kind that the run does not look for",
			},
		},
		{"an ecosystem that was seen", []*bom.Component{listed("pkg:deb/debian/axle@1")}, []*scan.Package{{PURL: "pkg:deb/debian/bolt@1", Name: "bolt", Ecosystem: "Debian:12"}}, audit.Config{}, []string{"0 of 1 listed, 1 found, complete false", "extra axle 1 >", "missing bolt  > 1"}},
		{"told what can be found", []*bom.Component{listed("pkg:npm/axle@1"), listed("pkg:pypi/bolt@1")}, nil, audit.Config{Ecosystems: []string{"npm"}}, []string{"0 of 2 listed, 0 found, complete true", "not-comparable bolt 1 >  its package URL is of a kind that the run does not look for", "extra axle 1 >"}},
		{"roots", []*bom.Component{listed("pkg:npm/root@1")}, []*scan.Package{{PURL: "pkg:npm/root@2", Name: "root", Relation: scan.RelationRoot}}, audit.Config{}, []string{"0 of 0 listed, 0 found, complete true"}},
		{"a project that the document lists like a package", []*bom.Component{listed("pkg:npm/tool@1")}, []*scan.Package{{PURL: "pkg:npm/tool@1", Name: "tool", Relation: scan.RelationRoot}}, audit.Config{}, []string{"0 of 0 listed, 0 found, complete true"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := &bom.Document{Components: tt.listed}
			if tt.name == "roots" {
				d.Roots = []string{tt.listed[0].Ref}
			}
			if diff := cmp.Diff(tt.want, describe(audit.Compare(d, "bom.json", tt.found, tt.config))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestAnalyzer holds a document against a lock file.
func TestAnalyzer(t *testing.T) {
	t.Parallel()
	lock := `{"lockfileVersion": 3, "packages": {"": {"name": "mill", "version": "4", "dependencies": {"axle": "1"}},
"node_modules/axle": {"version": "1.0.0"},
"node_modules/bolt": {"version": "2.0.0"}}}`
	d := &bom.Document{Components: []*bom.Component{
		listed("pkg:npm/axle@0.9.0", func(c *bom.Component) { c.Region = scan.Region{StartLine: 7} }), listed("pkg:npm/gone@1", func(c *bom.Component) { c.Region = scan.Region{StartLine: 9} }), listed("pkg:generic/cog@1"),
	}}
	checker, err := audit.New(d, "bom.json", audit.Config{})
	if err != nil {
		t.Fatal(err)
	}
	inventory, err := sbom.New(sbom.Config{})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{inventory, checker}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(context.Background(), scan.FS(fstest.MapFS{"package-lock.json": {Data: []byte(lock)}}, scan.TreeConfig{}))
	if !errors.Is(err, scan.ErrIncomplete) {
		t.Fatal(err)
	}
	var got []string
	for _, f := range result.Findings {
		r := f.Common()
		text := fmt.Sprintf("%s:%d %s %s", r.Location.Path, r.Location.Region.StartLine, r.Rule.ID, r.Message)
		for _, loc := range r.Related {
			text += fmt.Sprintf(" (%s %s:%d)", loc.Role, loc.Path, loc.Region.StartLine)
		}
		got = append(got, text)
	}
	for _, diagnostic := range result.Diagnostics {
		got = append(got, diagnostic.Message)
	}
	want := []string{
		"bom.json:7 sbom/audit-version axle 0.9.0 is in the bill of materials; 1.0.0 was found. (found package-lock.json:2)",
		"bom.json:0 sbom/audit-missing bolt 2.0.0 was found and is not in the bill of materials. (found package-lock.json:3)",
		"bom.json:9 sbom/audit-extra gone 1 is in the bill of materials and was not found.",
		"components of the bill of materials that could not be compared: 1, such as pkg:generic/cog 1: its package URL is of a kind that the run does not look for",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNewWantsADocument(t *testing.T) {
	t.Parallel()
	if _, err := audit.New(nil, "bom.json", audit.Config{}); err == nil {
		t.Error("no document")
	}
	if _, err := audit.New(&bom.Document{}, "", audit.Config{}); err == nil {
		t.Error("no path")
	}
	for _, r := range audit.Rules() {
		if r == nil || r.Remediation == "" || r.Class == "" {
			t.Errorf("rule %+v", r)
		}
	}
}

func Example() {
	document := &bom.Document{Components: []*bom.Component{{Ref: "axle", Name: "axle", Version: "1", PURL: "pkg:npm/axle@1"}}}
	found := []*scan.Package{
		{PURL: "pkg:npm/axle@2", Name: "axle", Version: "2", Ecosystem: "npm"},
		{PURL: "pkg:npm/bolt@1", Name: "bolt", Version: "1", Ecosystem: "npm"},
	}
	report := audit.Compare(document, "bom.json", found, audit.Config{})
	for _, f := range report.Findings("bom.json") {
		fmt.Println(f.Message)
	}
	// Output:
	// axle 1 is in the bill of materials; 2 was found.
	// bolt 1 was found and is not in the bill of materials.
}

// TestCompareNestedProjects wants a project that a nested one asks for by its folder
// to be no package that the document leaves out, whatever version the document gives
// it.
func TestCompareNestedProjects(t *testing.T) {
	t.Parallel()
	project := &scan.Package{PURL: "pkg:golang/mill.example/mill", Name: "mill.example/mill", Ecosystem: "Go", Relation: scan.RelationRoot}
	replaced := &scan.Package{PURL: "pkg:golang/mill.example/mill", Name: "mill.example/mill", Ecosystem: "Go", Relation: scan.RelationDirect, Source: "../.."}
	d := &bom.Document{Roots: []string{"r"}, Components: []*bom.Component{{Ref: "r", Name: "mill.example/mill", Version: "v1.2.0", PURL: "pkg:golang/mill.example/mill@v1.2.0"}}}
	r := audit.Compare(d, "bom.json", []*scan.Package{project, replaced}, audit.Config{})
	if diff := cmp.Diff([]string{"0 of 0 listed, 0 found, complete true"}, describe(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
