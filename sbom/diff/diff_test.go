package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/diff"
	"github.com/penstock-dev/penstock/scan"
)

// doc makes a document of components and edges ("a>b" with references). The
// component "mill" is the root.
func doc(components []*bom.Component, edges ...string) *bom.Document {
	d := &bom.Document{Components: components}
	for _, c := range components {
		if c.Ref == "" {
			c.Ref = c.Name
		}
		if c.Name == "mill" {
			d.Roots = []string{c.Ref}
		}
	}
	for _, e := range edges {
		from, to, _ := strings.Cut(e, ">")
		d.Dependencies = append(d.Dependencies, bom.Dependency{Ref: from, DependsOn: []string{to}})
	}
	return d
}

func npm(name, version string) *bom.Component {
	return &bom.Component{Ref: name + version, Name: name, Version: version, PURL: "pkg:npm/" + name + "@" + version}
}

func text(r *diff.Report) []string {
	var out []string
	for _, e := range r.Entries {
		for _, c := range e.Changes {
			out = append(out, fmt.Sprintf("%s %s: %s -> %s", e.Name, c.Kind, c.From, c.To))
		}
	}
	return out
}

func with(c *bom.Component, change func(*bom.Component)) *bom.Component {
	change(c)
	return c
}

func TestCompare(t *testing.T) {
	t.Parallel()
	one := func(c ...*bom.Component) *bom.Document { return doc(c) }
	tests := []struct {
		name     string
		from, to *bom.Document
		want     []string
	}{
		{"nothing", one(), one(), nil},
		{"same in another order", one(npm("a", "1.0.0"), npm("b", "1.0.0")), one(npm("b", "1.0.0"), npm("a", "1.0.0")), nil},
		{"other references", one(npm("a", "1.0.0")), one(with(npm("a", "1.0.0"), func(c *bom.Component) { c.Ref = "x" })), nil},
		{"added", one(), one(npm("a", "1.0.0")), []string{"a added:  -> 1.0.0"}},
		{"removed", one(npm("a", "1.0.0")), one(), []string{"a removed: 1.0.0 -> "}},
		{"upgraded", one(npm("a", "1.9.0")), one(npm("a", "1.10.0")), []string{"a upgraded: 1.9.0 -> 1.10.0"}},
		{"downgraded", one(npm("a", "1.10.0")), one(npm("a", "1.9.0")), []string{"a downgraded: 1.10.0 -> 1.9.0"}},
		{"pre-release", one(npm("a", "2.0.0")), one(npm("a", "2.0.0-rc.1")), []string{"a downgraded: 2.0.0 -> 2.0.0-rc.1"}},
		{"commits", one(npm("a", "8b1224ab8b1224ab8b1224ab8b1224ab8b1224ab")), one(npm("a", "72f2ce0172f2ce0172f2ce0172f2ce0172f2ce01")), []string{"a version: 8b1224ab8b1224ab8b1224ab8b1224ab8b1224ab -> 72f2ce0172f2ce0172f2ce0172f2ce0172f2ce01"}},
		{"commits back", one(npm("a", "72f2ce01")), one(npm("a", "8b1224ab")), []string{"a version: 72f2ce01 -> 8b1224ab"}},
		{"commit of digits", one(npm("a", strings.Repeat("12345678", 5))), one(npm("a", strings.Repeat("02345678", 5))), []string{"a version: " + strings.Repeat("12345678", 5) + " -> " + strings.Repeat("02345678", 5)}},
		{"tag to commit", one(npm("a", "4.1.0")), one(npm("a", "8b1224ab8b1224ab8b1224ab8b1224ab8b1224ab")), []string{"a version: 4.1.0 -> 8b1224ab8b1224ab8b1224ab8b1224ab8b1224ab"}},
		{"dates", one(npm("a", "20240101")), one(npm("a", "20240202")), []string{"a upgraded: 20240101 -> 20240202"}},
		{"no order", one(npm("a", "main")), one(npm("a", "1.0.0")), []string{"a version: main -> 1.0.0"}},
		{"one of two versions", one(npm("a", "1.0.0"), npm("a", "2.0.0")), one(npm("a", "2.0.0"), npm("a", "3.0.0")), []string{"a upgraded: 1.0.0 -> 3.0.0"}},
		{"second version", one(npm("a", "1.0.0")), one(npm("a", "1.0.0"), npm("a", "2.0.0")), []string{"a version:  -> 2.0.0"}},
		{"instances", one(npm("a", "1.0.0"), npm("a", "1.0.0")), one(npm("a", "1.0.0")), []string{"a instances: 1.0.0, 1.0.0 -> 1.0.0"}},
		{
			"license", one(with(npm("a", "1.0.0"), func(c *bom.Component) { c.Licenses = []bom.License{{ID: "MIT"}} })),
			one(with(npm("a", "1.0.0"), func(c *bom.Component) { c.Licenses = []bom.License{{Expression: "GPL-3.0-only"}} })),
			[]string{"a license: MIT -> GPL-3.0-only"},
		},
		{
			"the same license in another field", one(with(npm("a", "1.0.0"), func(c *bom.Component) { c.Licenses = []bom.License{{ID: "MIT"}} })),
			one(with(npm("a", "1.0.0"), func(c *bom.Component) {
				c.Licenses = []bom.License{{Expression: "MIT", Acknowledgement: "declared"}, {Expression: "MIT", Acknowledgement: "concluded"}}
			})), nil,
		},
		{
			"supplier", one(with(npm("a", "1.0.0"), func(c *bom.Component) { c.Supplier.Name = "Ada" })),
			one(with(npm("a", "1.0.0"), func(c *bom.Component) { c.Supplier.Name = "Eve" })), []string{"a supplier: Ada -> Eve"},
		},
		{
			"hash at the same version", one(hashed("1.0.0", "aa")), one(hashed("1.0.0", "bb")), []string{"a hash: sha256:aa -> sha256:bb"},
		},
		{"hash at another version", one(hashed("1.0.0", "aa")), one(hashed("1.0.1", "bb")), []string{"a upgraded: 1.0.0 -> 1.0.1"}},
		{"hash newly known", one(npm("a", "1.0.0")), one(hashed("1.0.0", "bb")), nil},
		{"look-alike", one(npm("lodash", "1.0.0")), one(npm("lodash", "1.0.0"), npm("lodahs", "1.0.0")), []string{"lodahs added:  -> 1.0.0", "lodahs look-alike: lodash -> lodahs"}},
		{"family", one(npm("mocha-1", "1.0.0")), one(npm("mocha-1", "1.0.0"), npm("mocha-2", "1.0.0")), []string{"mocha-2 added:  -> 1.0.0"}},
		{"package URL newly known", one(&bom.Component{Name: "a", Version: "1.0.0"}), one(npm("a", "1.0.0")), nil},
		{
			"another type", one(npm("a", "1.0.0")), one(&bom.Component{Name: "a", Version: "1.0.0", PURL: "pkg:pypi/a@1.0.0"}),
			[]string{"a identity: pkg:npm/a -> pkg:pypi/a"},
		},
		{
			"same name in two ecosystems", one(npm("a", "1.0.0"), &bom.Component{Name: "a", Version: "5", PURL: "pkg:pypi/a@5"}), one(npm("a", "1.0.0")),
			[]string{"a removed: 5 -> "},
		},
		{"debian order", one(deb("1.0~rc1")), one(deb("1.0")), []string{"curl upgraded: 1.0~rc1 -> 1.0"}},
		{"root", one(&bom.Component{Name: "mill", Version: "1"}), one(&bom.Component{Name: "mill", Version: "2"}), []string{"mill root: mill@1 -> mill@2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := diff.Compare(tt.from, tt.to)
			if d := cmp.Diff(tt.want, text(r)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if r.Empty() != (len(tt.want) == 0) {
				t.Errorf("Empty() = %v", r.Empty())
			}
			if again := diff.Compare(tt.to, tt.to); !again.Empty() {
				t.Errorf("with itself: %v", text(again))
			}
		})
	}
}

func hashed(version, value string) *bom.Component {
	return with(npm("a", version), func(c *bom.Component) { c.Hashes = []scan.Hash{{Algorithm: "sha256", Value: value}} })
}

func deb(version string) *bom.Component {
	return &bom.Component{Name: "curl", Version: version, PURL: "pkg:deb/debian/curl@" + version}
}

func TestNewPath(t *testing.T) {
	t.Parallel()
	parts := func() []*bom.Component {
		return []*bom.Component{{Name: "mill", Ref: "mill"}, npm("a", "1"), npm("b", "1"), npm("c", "1"), npm("d", "1")}
	}
	from := doc(parts(), "mill>a1", "a1>b1", "b1>c1", "d1>c1", "mill>d1")
	to := doc(parts(), "mill>a1", "a1>b1", "b1>c1", "d1>b1", "mill>d1", "b1>a1")
	want := []string{"a path:  -> d > b > a", "b path:  -> d > b"}
	if d := cmp.Diff(want, text(diff.Compare(from, to))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestPathsCut compares graphs that are too large to be walked from every
// dependency of the root.
func TestPathsCut(t *testing.T) {
	t.Parallel()
	const n = 2500
	chain := func() *bom.Document {
		list := []*bom.Component{{Name: "mill", Ref: "mill"}}
		var edges []string
		for i := range n {
			list = append(list, &bom.Component{Name: fmt.Sprint("c", i)})
			edges = append(edges, fmt.Sprintf("mill>c%d", i), fmt.Sprintf("c%d>c%d", i, i+1))
		}
		return doc(list, edges...)
	}
	if r := diff.Compare(chain(), chain()); !r.PathsCut || !r.Empty() {
		t.Errorf("cut: %v, empty: %v", r.PathsCut, r.Empty())
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	r := diff.Compare(doc([]*bom.Component{npm("a", "1.0.0"), npm("b", "1.0.0")}), doc([]*bom.Component{npm("a", "2.0.0"), npm("c", "1.0.0")}))
	if got := r.Of(diff.Added, diff.Removed); len(got) != 2 || got[0].Name != "b" || got[1].Name != "c" {
		t.Errorf("%+v", got)
	}
}

func Example() {
	from := &bom.Document{Components: []*bom.Component{{Name: "wheel", Version: "1.10.0", PURL: "pkg:npm/wheel@1.10.0"}}}
	to := &bom.Document{Components: []*bom.Component{{Name: "wheel", Version: "1.9.0", PURL: "pkg:npm/wheel@1.9.0"}}}
	for _, e := range diff.Compare(from, to).Entries {
		for _, c := range e.Changes {
			fmt.Println(e.Name, c.Kind, c.From, c.To)
		}
	}
	// Output: wheel downgraded 1.10.0 1.9.0
}

// TestCompareFiles wants a changed file to be told, and one that a document just
// does not list not to be.
func TestCompareFiles(t *testing.T) {
	t.Parallel()
	file := func(name, digest string) *bom.File {
		return &bom.File{Ref: name, Name: name, Hashes: []scan.Hash{{Algorithm: "sha1", Value: digest}}}
	}
	from := &bom.Document{Files: []*bom.File{file("a.c", "01"), file("b.c", "02")}}
	to := &bom.Document{Files: []*bom.File{file("a.c", "03"), file("c.c", "04")}, Components: []*bom.Component{
		{Ref: "b", Type: "file", Name: "b.c", Hashes: []scan.Hash{{Algorithm: "sha1", Value: "02"}}},
	}}
	r := diff.Compare(from, to)
	if len(r.Entries) != 1 || r.Entries[0].Name != "a.c" || !r.Entries[0].Has(diff.Hash) {
		t.Errorf("entries %+v, want the digest of a.c alone", r.Entries)
	}
}

// TestCompareDefinedLicenses wants licenses that documents define to go by their
// names.
func TestCompareDefinedLicenses(t *testing.T) {
	t.Parallel()
	with := func(expression, name string) *bom.Document {
		return &bom.Document{
			Components: []*bom.Component{{Ref: "a", Name: "a", Licenses: []bom.License{{Expression: expression}}}},
			Licenses:   []bom.License{{ID: expression, Name: name}},
		}
	}
	named := &bom.Document{Components: []*bom.Component{{Ref: "a", Name: "a", Licenses: []bom.License{{Name: "Acme terms"}}}}}
	for _, from := range []*bom.Document{with("LicenseRef-1", "Acme terms"), named} {
		if r := diff.Compare(from, with("LicenseRef-2", "Acme terms")); !r.Empty() {
			t.Errorf("entries %+v, want none", r.Entries)
		}
		if r := diff.Compare(from, with("LicenseRef-1", "Other terms")); len(r.Of(diff.License)) != 1 {
			t.Errorf("entries %+v, want another license", r.Entries)
		}
	}
}
