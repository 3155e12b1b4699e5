package merge_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/merge"
	"github.com/penstock-dev/penstock/sbom/spdx"
)

// text writes a result down: the document as CycloneDX, what happened, and the
// same as SPDX where the mode is flat.
func text(t *testing.T, r *merge.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := cyclonedx.Write(&b, r.Document, cyclonedx.WriteConfig{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Conflicts {
		fmt.Fprintf(&b, "conflict %s %s: %s\n", c.Ref, c.Field, strings.Join(c.Values, " | "))
	}
	for _, j := range r.Joined {
		fmt.Fprintf(&b, "joined %s of %d\n", j.Ref, len(j.Members))
	}
	for _, l := range r.Loose {
		fmt.Fprintf(&b, "loose %s to %s\n", l.From, l.Ref)
	}
	return b.String()
}

// TestGolden merges the documents of an archive in both modes and in every
// order.
func TestGolden(t *testing.T) {
	t.Parallel()
	goldentest.Each(t, "testdata/*.txtar", func(t *testing.T, ar *goldentest.Archive) {
		var documents []*bom.Document
		for _, f := range ar.Files {
			if strings.HasPrefix(f.Name, "want-") {
				continue
			}
			d, err := document.Read(f.Data)
			if err != nil {
				t.Fatal(err)
			}
			documents = append(documents, d)
		}
		for _, f := range ar.Files {
			if mode, ok := strings.CutPrefix(f.Name, "want-"); ok {
				ar.Answer(t, f.Name, everyOrder(t, documents, merge.Mode(mode)))
			}
		}
	})
}

// everyOrder merges and holds that the order of the documents decides nothing,
// and that the result is fit to be read again.
func everyOrder(t *testing.T, documents []*bom.Document, mode merge.Mode) string {
	t.Helper()
	first := ""
	for range documents {
		documents = append(slices.Clone(documents[1:]), documents[0])
		r, err := merge.Merge(documents, merge.Config{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		got := text(t, r)
		if first == "" {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("another order (-want +got):\n%s", diff)
		}
		reread(t, r)
	}
	return first
}

func reread(t *testing.T, r *merge.Result) {
	t.Helper()
	var b bytes.Buffer
	if err := spdx.Write(&b, r.Document, spdx.WriteConfig{}); err != nil {
		t.Fatal(err)
	}
	d, err := document.Read(b.Bytes())
	if err != nil || len(d.Components)+len(d.Files) != len(r.Document.Components)+len(r.Document.Files) {
		t.Errorf("as SPDX: error %v, %d components and files", err, len(d.Components)+len(d.Files))
	}
	seen := map[string]bool{}
	for _, c := range r.Document.Components {
		if seen[c.Ref] || c.Ref == "" {
			t.Errorf("reference %q is there twice", c.Ref)
		}
		seen[c.Ref] = true
	}
	for _, dep := range r.Document.Dependencies {
		for _, on := range append(dep.DependsOn, dep.Ref) {
			if !seen[on] {
				t.Errorf("%s depends on %s, which is not there", dep.Ref, on)
			}
		}
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	if _, err := merge.Merge(nil, merge.Config{Mode: "sideways"}); !errors.Is(err, merge.ErrMode) {
		t.Errorf("error %v", err)
	}
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.FixedZone("", 3600))
	one := &bom.Document{Roots: []string{"a"}, Components: []*bom.Component{{Ref: "a", Name: "axle", Version: "1"}}}
	r, err := merge.Merge([]*bom.Document{one, one}, merge.Config{Created: at})
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Document; d.Created != "2026-03-01T08:00:00Z" || len(d.Components) != 1 || d.Root().Name != "axle" {
		t.Errorf("created %s, %d components", d.Created, len(d.Components))
	}
	r, err = merge.Merge([]*bom.Document{one}, merge.Config{Name: "mill", Version: "4", Type: "firmware", PURL: "pkg:generic/mill@4"})
	if err != nil {
		t.Fatal(err)
	}
	if root := r.Document.Root(); root.Name != "mill" || root.Type != "firmware" || root.Version != "4" || root.Ref != "pkg:generic/mill@4" {
		t.Errorf("root %+v", root)
	}
	if r, err = merge.Merge(nil, merge.Config{}); err != nil || r.Document.Root().Name != "root" {
		t.Errorf("nothing merged: %+v, %v", r, err)
	}
}

// TestOddDocuments holds that documents no reader would give are survived:
// references that are missing, double, circular.
func TestOddDocuments(t *testing.T) {
	t.Parallel()
	odd := &bom.Document{
		Roots:        []string{"nowhere"},
		Components:   []*bom.Component{{Name: "x"}, {Name: "x"}, {Ref: "a", Parent: "b", Name: "a"}, {Ref: "b", Parent: "a", Name: "b"}, {Ref: "b", Name: "again"}, {}},
		Dependencies: []bom.Dependency{{Ref: "a", DependsOn: []string{"a", "b", "gone"}, Provides: []string{"gone"}}, {Ref: "gone"}},
		Files:        []*bom.File{{}, {}}, Services: []*bom.Service{{}, {}}, Vulnerabilities: []*bom.Vulnerability{{Affects: []bom.Affected{{Ref: "gone"}}}},
		Relationships: []bom.Relationship{{From: "a", Type: "CONTAINS", To: []string{"NONE", "gone"}}, {}},
		Compositions:  []bom.Composition{{Aggregate: "complete"}, {Aggregate: "unknown", Assemblies: []string{"gone"}}},
	}
	for _, mode := range []merge.Mode{merge.Flat, merge.Hierarchical} {
		r, err := merge.Merge([]*bom.Document{odd, odd}, merge.Config{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(r.Document.Components); n < 7 {
			t.Errorf("%s: %d components are left", mode, n)
		}
		reread(t, r)
	}
}

func Example() {
	axle := func(license string) *bom.Component {
		return &bom.Component{Ref: "axle", Type: "library", Name: "axle", Version: "1", PURL: "pkg:npm/axle@1", Licenses: []bom.License{{ID: license}}}
	}
	shop := &bom.Document{Roots: []string{"shop"}, Components: []*bom.Component{{Ref: "shop", Name: "shop", Version: "3"}, axle("MIT")}}
	mill := &bom.Document{Roots: []string{"mill"}, Components: []*bom.Component{{Ref: "mill", Name: "mill", Version: "4"}, axle("ISC")}}
	result, err := merge.Merge([]*bom.Document{shop, mill}, merge.Config{Name: "works"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range result.Document.Components {
		fmt.Println(c.Ref)
	}
	for _, c := range result.Conflicts {
		fmt.Println(c.Ref, c.Field, c.Values)
	}
	// Output:
	// works
	// mill
	// axle
	// shop
	// axle licenses [ISC MIT]
}

// TestUnstatedScope merges documents of which only some can state scopes.
func TestUnstatedScope(t *testing.T) {
	t.Parallel()
	component := func(scope string) *bom.Component {
		c := &bom.Component{Ref: "r" + scope, Name: "axle", Version: "1.0.0", PURL: "pkg:npm/axle@1.0.0"}
		if scope != "" {
			c.Properties = []bom.Property{{Name: "penstock:scope", Value: scope}}
		}
		return c
	}
	for _, test := range []struct {
		scopes []string
		want   int
	}{{[]string{"", "dev"}, 1}, {[]string{"dev", ""}, 1}, {[]string{"", ""}, 1}, {[]string{"dev", "runtime"}, 2}, {[]string{"dev", "", "runtime"}, 3}} {
		var documents []*bom.Document
		for _, scope := range test.scopes {
			documents = append(documents, &bom.Document{Components: []*bom.Component{component(scope)}})
		}
		r, err := merge.Merge(documents, merge.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(r.Document.Components) - 1; got != test.want {
			t.Errorf("%q: %d components, want %d", test.scopes, got, test.want)
		}
	}
}
