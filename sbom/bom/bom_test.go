package bom_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/bomtest"
	"github.com/penstock-dev/penstock/scan"
)

func at(path string, line int) []scan.Location {
	return []scan.Location{{Path: path, Region: scan.Region{StartLine: line, StartOffset: line * 10}}}
}

func inventory() []*scan.Package {
	return []*scan.Package{
		{PURL: "pkg:npm/mill@4", Name: "mill", Version: "4", Ecosystem: "npm", Relation: scan.RelationRoot, DependsOn: []string{"pkg:npm/%40mill/wheel@1"}, Locations: at("package-lock.json", 1)},
		{PURL: "pkg:npm/%40mill/wheel@1", Name: "@mill/wheel", Version: "1", Ecosystem: "npm", Scope: scan.ScopeRuntime, Relation: scan.RelationDirect,
			DependsOn: []string{"pkg:npm/axle@2", "pkg:npm/gone@1"}, Licenses: []string{"MIT"}, Locations: at("package-lock.json", 5)},
		{PURL: "pkg:npm/%40mill/wheel@1", Name: "@mill/wheel", Version: "1", Ecosystem: "npm", Scope: scan.ScopeRuntime, Locations: at("b/package-lock.json", 7),
			Hashes: []scan.Hash{{Algorithm: "sha1", Value: "ab"}}},
		{PURL: "pkg:npm/%40mill/wheel@1", Name: "@mill/wheel", Version: "1", Ecosystem: "npm", Scope: scan.ScopeDev, Locations: at("c/package-lock.json", 9)},
		{PURL: "pkg:npm/axle@2", Name: "axle", Version: "2", Ecosystem: "npm", Scope: scan.ScopeRuntime, Relation: scan.RelationTransitive, Locations: at("package-lock.json", 8)},
		{PURL: "pkg:pypi/gear@3", Name: "gear", Version: "3", Ecosystem: "PyPI", Locations: at("requirements.txt", 1)},
		{Name: "vendored", Version: "0", Source: "lib", Locations: []scan.Location{{Path: "x/y", Origin: &scan.Origin{Archives: []string{"a.jar", "b.jar"}}}}},
		{PURL: "pkg:npm/loop-a@1", Name: "loop-a", Version: "1", DependsOn: []string{"pkg:npm/loop-b@1"}},
		{PURL: "pkg:npm/loop-b@1", Name: "loop-b", Version: "1", DependsOn: []string{"pkg:npm/loop-a@1", "pkg:npm/loop-b@1"}},
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	d := bom.New(inventory(), bom.Config{Created: time.Date(2026, 3, 1, 9, 0, 0, 5, time.FixedZone("", 3600)), Lifecycle: "build"})
	var got []string
	for _, c := range d.Components {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s|%v", c.Ref, c.Type, c.FullName(), c.Version, c.Scope, c.Occurrences))
	}
	want := []string{
		"pkg:npm/mill@4|application|mill|4||[{package-lock.json 1 10}]",
		"vendored@0|library|vendored|0||[{a.jar!b.jar!x/y 0 0}]",
		"pkg:npm/%40mill/wheel@1|library|@mill/wheel|1|excluded|[{c/package-lock.json 9 90}]",
		"pkg:npm/%40mill/wheel@1#runtime|library|@mill/wheel|1|required|[{b/package-lock.json 7 70} {package-lock.json 5 50}]",
		"pkg:npm/axle@2|library|axle|2|required|[{package-lock.json 8 80}]",
		"pkg:npm/loop-a@1|library|loop-a|1||[]",
		"pkg:npm/loop-b@1|library|loop-b|1||[]",
		"pkg:pypi/gear@3|library|gear|3||[{requirements.txt 1 10}]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	if d.Created != "2026-03-01T08:00:00Z" || d.Lifecycles[0] != "build" || d.Root() != d.Components[0] {
		t.Errorf("created %s, lifecycles %v, roots %v", d.Created, d.Lifecycles, d.Roots)
	}
	edges := []bom.Dependency{
		{Ref: "pkg:npm/mill@4", DependsOn: []string{"pkg:npm/%40mill/wheel@1", "pkg:npm/%40mill/wheel@1#runtime", "pkg:npm/loop-a@1", "pkg:pypi/gear@3", "vendored@0"}},
		{Ref: "pkg:npm/%40mill/wheel@1#runtime", DependsOn: []string{"pkg:npm/axle@2"}},
		{Ref: "pkg:npm/axle@2", DependsOn: []string{}},
		{Ref: "pkg:npm/loop-a@1", DependsOn: []string{"pkg:npm/loop-b@1"}},
		{Ref: "pkg:npm/loop-b@1", DependsOn: []string{"pkg:npm/loop-a@1"}},
	}
	if diff := cmp.Diff(edges, d.Dependencies); diff != "" {
		t.Errorf("dependencies (-want +got):\n%s", diff)
	}
	compositions := []bom.Composition{
		{Aggregate: "unknown", Assemblies: []string{"pkg:npm/mill@4"}},
		{Aggregate: "complete", Dependencies: []string{"pkg:npm/%40mill/wheel@1#runtime", "pkg:npm/axle@2", "pkg:npm/loop-a@1", "pkg:npm/loop-b@1"}},
		{Aggregate: "unknown", Dependencies: []string{"pkg:npm/%40mill/wheel@1", "pkg:pypi/gear@3", "vendored@0"}},
	}
	if diff := cmp.Diff(compositions, d.Compositions); diff != "" {
		t.Errorf("compositions (-want +got):\n%s", diff)
	}
}

// TestNewOrder wants the same document of the same packages in any order.
func TestNewOrder(t *testing.T) {
	t.Parallel()
	want := bomtest.Text(t, bom.New(inventory(), bom.Config{}))
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		list := inventory()
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		if diff := cmp.Diff(want, bomtest.Text(t, bom.New(list, bom.Config{}))); diff != "" {
			t.Fatalf("another order (-want +got):\n%s", diff)
		}
	}
	list, again := inventory(), inventory()
	bom.New(list, bom.Config{})
	if diff := cmp.Diff(again, list); diff != "" {
		t.Errorf("the packages were changed:\n%s", diff)
	}
}

// nested are two projects with the places of their files.
func nested(a, b string) []*scan.Package {
	return []*scan.Package{
		{Name: "a", Relation: scan.RelationRoot, Locations: []scan.Location{{Path: a}, {Path: "deep/down/" + a}}},
		{Name: "b", Relation: scan.RelationRoot, Locations: []scan.Location{{Path: b}}},
	}
}

// TestRenamedRoot wants what needs the root to find it under its new package
// URL.
func TestRenamedRoot(t *testing.T) {
	t.Parallel()
	d := bom.New([]*scan.Package{
		{PURL: "pkg:npm/mill@1", Name: "mill", Version: "1", Relation: scan.RelationRoot, DependsOn: []string{"pkg:npm/wheel@2"}},
		{PURL: "pkg:npm/wheel@2", Name: "wheel", Version: "2", DependsOn: []string{"pkg:npm/mill@1"}},
	}, bom.Config{Version: "1.1"})
	want := []bom.Dependency{{Ref: "pkg:npm/mill@1.1", DependsOn: []string{"pkg:npm/wheel@2"}}, {Ref: "pkg:npm/wheel@2", DependsOn: []string{"pkg:npm/mill@1.1"}}}
	if diff := cmp.Diff(want, d.Dependencies); diff != "" || d.Root().Version != "1.1" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if d := bom.New([]*scan.Package{{PURL: "pkg:npm/mill@1", Name: "mill", Relation: scan.RelationRoot}}, bom.Config{PURL: "pkg:oci/mill"}); d.Root().PURL != "pkg:oci/mill" {
		t.Errorf("root %+v", d.Root())
	}
}

func TestNewRoot(t *testing.T) {
	t.Parallel()
	two := []*scan.Package{{Name: "a", Relation: scan.RelationRoot}, {Name: "b", Relation: scan.RelationRoot}}
	for _, tt := range []struct {
		packages []*scan.Package
		config   bom.Config
		want     string
		parts    int
	}{
		{nil, bom.Config{}, "root@ application", 1},
		{two, bom.Config{}, "root@ application", 3},
		{two[:1], bom.Config{}, "a@ application", 1},
		{two[:1], bom.Config{Type: "firmware"}, "a@ firmware", 1},
		{two[:1], bom.Config{Name: "mill", Version: "4"}, "mill@4 application", 2},
		{two[:1], bom.Config{Version: "4"}, "a@4 application", 1},
		{nested("x/go.mod", "go.mod"), bom.Config{}, "b@ application", 2},
		{nested("x/go.mod", "y/go.mod"), bom.Config{}, "root@ application", 3},
		{nested("go.mod", "x/y/go.mod"), bom.Config{Version: "4"}, "a@4 application", 2},
	} {
		d := bom.New(tt.packages, tt.config)
		root := d.Root()
		if got := root.Name + "@" + root.Version + " " + root.Type; got != tt.want || len(d.Components) != tt.parts {
			t.Errorf("root %s of %d components, want %s of %d", got, len(d.Components), tt.want, tt.parts)
		}
	}
}

func TestNewCompleteness(t *testing.T) {
	t.Parallel()
	note, failure := &scan.Diagnostic{Note: true}, &scan.Diagnostic{Kind: scan.DiagMalformed}
	for _, tt := range []struct {
		config bom.Config
		want   string
	}{
		{bom.Config{}, "unknown"},
		{bom.Config{Complete: true}, "complete"},
		{bom.Config{Complete: true, Diagnostics: []*scan.Diagnostic{note}}, "complete"},
		{bom.Config{Complete: true, Diagnostics: []*scan.Diagnostic{note, failure}}, "incomplete"},
	} {
		if got := bom.New(nil, tt.config).Compositions[0].Aggregate; got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.config, got, tt.want)
		}
	}
}

// TestPackages turns an inventory into a document and back.
func TestPackages(t *testing.T) {
	t.Parallel()
	d := bom.New(inventory(), bom.Config{})
	var got []string
	for _, p := range d.Packages("bom.json") {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s|%v", p.Ecosystem, p.Name, p.Version, p.Scope, p.Relation, p.DependsOn))
		if p.Locations[0].Path != "bom.json" || p.Locations[0].Origin.Component == "" {
			t.Errorf("%s is at %+v", p.Name, p.Locations)
		}
	}
	want := []string{
		"npm|mill|4||root|[pkg:npm/%40mill/wheel@1 pkg:npm/loop-a@1 pkg:pypi/gear@3]",
		"|vendored|0||direct|[]",
		"npm|@mill/wheel|1|dev|direct|[]",
		"npm|@mill/wheel|1|runtime|direct|[pkg:npm/axle@2]",
		"npm|axle|2|runtime|transitive|[]",
		"npm|loop-a|1||direct|[pkg:npm/loop-b@1]",
		"npm|loop-b|1||transitive|[pkg:npm/loop-a@1]",
		"PyPI|gear|3||direct|[]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEcosystems(t *testing.T) {
	t.Parallel()
	for purl, want := range map[string]string{
		"pkg:deb/debian/curl@7?distro=debian-12.5":   "Debian:12 curl 7",
		"pkg:deb/ubuntu/curl@7?distro=ubuntu-22.04":  "Ubuntu:22.04:LTS curl 7",
		"pkg:apk/alpine/curl@7?distro=alpine-3.18.4": "Alpine:v3.18 curl 7",
		"pkg:apk/wolfi/curl@7?distro=20230201":       "Wolfi curl 7",
		"pkg:rpm/rocky/curl@7?distro=rocky-9.1":      "Rocky Linux:9 curl 7",
		"pkg:deb/debian/curl@7":                      "Debian curl 7",
		"pkg:golang/mill.example/wheel@v1":           "Go mill.example/wheel v1",
		"pkg:maven/org.mill/wheel@1":                 "Maven org.mill:wheel 1",
		"pkg:generic/wheel@1":                        " as listed 0",
		"not a package URL":                          " as listed 0",
	} {
		d := &bom.Document{Components: []*bom.Component{{Ref: "x", Name: "as listed", Version: "0", PURL: purl}}}
		p := d.Packages("bom.json")[0]
		if got := p.Ecosystem + " " + p.Name + " " + p.Version; got != want {
			t.Errorf("%s: %q, want %q", purl, got, want)
		}
	}
}

func TestPackagesOfComponents(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Components: []*bom.Component{
		{Ref: "f", Type: "file", Name: "f.c"}, {Ref: "n"},
		{Ref: "o", Name: "o", Scope: "optional", Publisher: "Ada", Licenses: []bom.License{{ID: "MIT"}, {Expression: "MIT"}, {}}},
		{Ref: "e", Name: "e", Scope: "excluded"}, {Ref: "r", Name: "r", Scope: "required"},
	}}
	var got []string
	for _, p := range d.Packages("x") {
		got = append(got, fmt.Sprint(p.Name, " ", p.Scope, " ", p.Supplier, p.Licenses))
	}
	if diff := cmp.Diff([]string{"o optional Ada[MIT]", "e dev []", "r runtime []"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"SHA-256": "sha256", "SHA256": "sha256", "SHA3-512": "sha3-512", "sha3_512": "sha3-512", "BLAKE2b-256": "blake2b-256", "blake2b256": "blake2b-256", "MD5": "md5", "blake2b": "blake2b",
	} {
		if got := bom.Hash(in, " AB "); got != (scan.Hash{Algorithm: want, Value: "ab"}) {
			t.Errorf("Hash(%q) = %v", in, got)
		}
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Roots: []string{"a", "b"}, Components: []*bom.Component{{Ref: "a", Properties: []bom.Property{{Name: "x", Value: "1"}, {Name: "x", Value: "2"}}}, {}}}
	if d.Root() != nil || d.Component("") != nil || d.Component("gone") != nil {
		t.Error("found what is not there")
	}
	if a := d.Component("a"); a.Property("x") != "1" || a.Property("y") != "" {
		t.Error("wrong property")
	}
	if !(bom.Party{}).IsZero() || (bom.Party{Email: "a"}).IsZero() {
		t.Error("IsZero")
	}
	for _, l := range []bom.License{{Name: "x"}, {ID: "x", Name: "y"}, {Expression: "x", ID: "y"}} {
		if l.Value() != "x" {
			t.Errorf("%+v has the value %s", l, l.Value())
		}
	}
	if got := (&bom.Document{Created: "yesterday"}).CreatedUTC(); got != "" {
		t.Errorf("CreatedUTC() = %q", got)
	}
	err := bom.NewSyntaxError([]byte("a\nbc"), 3, bom.ErrFormat)
	if err.Error() != "line 2, column 2: not a known bill of materials" || err.Unwrap() != bom.ErrFormat {
		t.Error(err)
	}
}

func Example() {
	packages := []*scan.Package{
		{PURL: "pkg:npm/mill@4.0.0", Name: "mill", Version: "4.0.0", Relation: scan.RelationRoot, DependsOn: []string{"pkg:npm/wheel@1.2.0"}},
		{PURL: "pkg:npm/wheel@1.2.0", Name: "wheel", Version: "1.2.0", Scope: scan.ScopeRuntime},
	}
	doc := bom.New(packages, bom.Config{Lifecycle: "build"})
	fmt.Println(doc.Root().Name)
	for _, dep := range doc.Dependencies {
		fmt.Println(dep.Ref, dep.DependsOn)
	}
	// Output:
	// mill
	// pkg:npm/mill@4.0.0 [pkg:npm/wheel@1.2.0]
}

// TestCommentedVersion wants what a pipeline says about a commit that it uses to
// survive a document, since packages are matched by it.
func TestCommentedVersion(t *testing.T) {
	t.Parallel()
	p := &scan.Package{
		PURL: "pkg:github/acme/sieve@0123456789abcdef0123456789abcdef01234567", Name: "acme/sieve", Version: "0123456789abcdef0123456789abcdef01234567",
		Ecosystem: "GitHub Actions", Scope: scan.ScopeBuild, Properties: map[string]string{"version": "v2.1.0", "kind": "action", "pinned": "commit", "pipeline": "github", "replaces": "x"},
	}
	list := bom.New([]*scan.Package{p}, bom.Config{}).Packages("bom.json")
	if len(list) != 2 || list[1].Properties["version"] != "v2.1.0" || list[1].Properties["pipeline"] != "github" || len(list[1].Properties) != 4 || list[1].Ecosystem != p.Ecosystem {
		t.Errorf("%+v", list)
	}
}

// TestUnusualTypes wants the type of a component that no package URL tells to
// survive its way through packages.
func TestUnusualTypes(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Components: []*bom.Component{
		{Ref: "a", Type: "operating-system", Name: "mill-os", Version: "1"},
		{Ref: "b", Type: "framework", Name: "frame"},
		{Ref: "c", Type: "container", Name: "sail", PURL: "pkg:docker/sail@1"},
		{Ref: "d", Type: "application", Name: "pom.xml"},
	}}
	var types []string
	for _, c := range bom.New(d.Packages("bom.json"), bom.Config{Name: "mill"}).Components[1:] {
		types = append(types, c.Name+" "+c.Type)
		if len(c.Properties) > 0 {
			t.Errorf("%s: properties %v", c.Name, c.Properties)
		}
	}
	if diff := cmp.Diff([]string{"frame library", "mill-os operating-system", "pom.xml application", "sail container"}, types); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestForeignProperties keeps no property of another producer that has a name of
// ours: it would say that a package is used by a pipeline.
func TestForeignProperties(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Components: []*bom.Component{{
		Ref: "a", PURL: "pkg:npm/a@1.0.0", Name: "a", Version: "1.0.0", Type: "library",
		Properties: []bom.Property{{Name: "pipeline", Value: "nightly"}, {Name: "version", Value: "x"}},
	}}}
	if list := d.Packages("bom.json"); len(list) != 1 || len(list[0].Properties) != 0 {
		t.Errorf("%+v", list)
	}
}
