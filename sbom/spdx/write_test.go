package spdx_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/bomtest"
	"github.com/penstock-dev/penstock/sbom/spdx"
	"github.com/penstock-dev/penstock/scan"
)

func write(t testing.TB, d *bom.Document, version string) string {
	t.Helper()
	var b bytes.Buffer
	if err := spdx.Write(&b, d, spdx.WriteConfig{Version: version}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteGolden(t *testing.T) {
	t.Parallel()
	bomtest.Golden(t, "testdata/write/*.txtar", func(t *testing.T, input []byte) map[string]string {
		d, err := spdx.Read(input)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{"2.3": write(t, d, "2.3"), "3.0.1": write(t, d, "3.0.1")}
	})
}

func mill() *bom.Document {
	return &bom.Document{
		ID: "https://mill.example/bom", Name: "the mill", Created: "2026-03-01T08:00:00Z", Roots: []string{"mill"},
		Authors: []bom.Party{{Name: "Mill Works", Email: "hello@mill.example"}}, Tools: []bom.Tool{{Name: "millwright", Version: "2.1"}},
		Components: []*bom.Component{
			{
				Ref: "mill", Type: "application", Name: "mill", Version: "4", PURL: "pkg:generic/mill@4", CPEs: []string{"cpe:2.3:a:mill:mill:4:*:*:*:*:*:*:*"},
				Licenses: []bom.License{{Name: "The license of the mill", Text: "Grind.", Acknowledgement: "declared"}, {Expression: "MIT", Acknowledgement: "concluded"}},
				Supplier: bom.Party{Name: "Mill Works"}, Source: "https://mill.example/mill.tgz", SourceInfo: "https://git.example/mill", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "ab"}, {Algorithm: "blake2b-256", Value: "cd"}},
			},
			{Ref: "pkg:generic/wheel@1", Name: "wheel", Version: "1", Scope: "excluded", Properties: []bom.Property{{Name: "penstock:scope", Value: "test"}}},
			{Ref: "pkg:generic/axle@1", Name: "axle", Version: "1", Scope: "optional"},
		},
		Files: []*bom.File{{Ref: "f", Name: "mill.c", Types: []string{"SOURCE", "executable", "model"}, Hashes: []scan.Hash{{Algorithm: "sha1", Value: "ef"}}}, {Ref: "g", Name: "no digest"}},
		Dependencies: []bom.Dependency{
			{Ref: "mill", DependsOn: []string{"pkg:generic/wheel@1", "pkg:generic/axle@1", "gone"}},
		},
		Compositions: []bom.Composition{{Aggregate: "complete", Dependencies: []string{"mill"}}},
	}
}

// TestRoundTrip writes a document in both versions and looks at what comes back.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2.3", "3.0.1"} {
		d, err := spdx.Read([]byte(write(t, mill(), version)))
		if err != nil {
			t.Fatal(err)
		}
		root := d.Root()
		if root == nil || root.FullName() != "mill" || root.PURL != "pkg:generic/mill@4" || root.Supplier.Name != "Mill Works" || root.Type != "application" || root.Source != "https://mill.example/mill.tgz" || root.SourceInfo != "https://git.example/mill" {
			t.Fatalf("%s: root %+v", version, root)
		}
		if diff := cmp.Diff(mill().Components[0].Hashes, root.Hashes); diff != "" {
			t.Errorf("%s: hashes (-want +got):\n%s", version, diff)
		}
		var licenses []string
		for _, l := range root.Licenses {
			licenses = append(licenses, l.Acknowledgement+" "+l.Value())
		}
		if diff := cmp.Diff([]string{"declared LicenseRef-The-license-of-the-mill", "concluded MIT"}, licenses); diff != "" {
			t.Errorf("%s: licenses (-want +got):\n%s", version, diff)
		}
		types := map[string][]string{"2.3": {"SOURCE", "BINARY"}, "3.0.1": {"source", "executable", "model"}}
		if diff := cmp.Diff(types[version], d.Files[0].Types); diff != "" {
			t.Errorf("%s: types of a file (-want +got):\n%s", version, diff)
		}
		if len(d.Dependencies) != 1 || len(d.Dependencies[0].DependsOn) != 2 {
			t.Errorf("%s: dependencies %v", version, d.Dependencies)
		}
		var scopes []string
		for _, c := range d.Components {
			if c.Scope != "" {
				scopes = append(scopes, c.Name+" "+c.Scope)
			}
		}
		if diff := cmp.Diff([]string{"wheel excluded", "axle optional"}, scopes, sortStrings); diff != "" {
			t.Errorf("%s: scopes (-want +got):\n%s", version, diff)
		}
		if len(d.Problems) != 0 || d.Tools[0] != mill().Tools[0] || d.Authors[0].Email != "hello@mill.example" || d.Created != "2026-03-01T08:00:00Z" {
			t.Errorf("%s: %+v", version, d)
		}
	}
}

var sortStrings = cmp.Transformer("sorted", func(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		set[s] = true
	}
	return set
})

func TestWriteDefaults(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"", "3.0.1"} {
		text := write(t, &bom.Document{}, version)
		if !strings.Contains(text, "1970-01-01T00:00:00Z") || strings.Contains(text, "null") || !strings.Contains(text, "penstock") {
			t.Errorf("%q: %s", version, text)
		}
		if d, err := spdx.Read([]byte(text)); err != nil || d.Created != "" {
			t.Errorf("%q: the time of a document without one is %q: %v", version, d.Created, err)
		}
		if text != write(t, &bom.Document{}, version) {
			t.Errorf("%q: two runs differ", version)
		}
	}
}

func TestNamespace(t *testing.T) {
	t.Parallel()
	d := mill()
	d.ID = "urn:uuid:0b1b6f0c-7b0a-4b57-9d2f-2f2a70b1f001" // a serial number is no namespace
	namespace := func() string {
		back, err := spdx.Read([]byte(write(t, d, "2.3")))
		if err != nil {
			t.Fatal(err)
		}
		return back.ID
	}
	first := namespace()
	if !strings.HasPrefix(first, "https://") {
		t.Errorf("namespace %q", first)
	}
	d.Created = "2026-03-02T08:00:00Z"
	if namespace() != first {
		t.Error("the time changes the namespace")
	}
	d.Components[0].Version = "5"
	if namespace() == first {
		t.Error("the content does not change the namespace")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	if err := spdx.Write(&bytes.Buffer{}, mill(), spdx.WriteConfig{Version: "2.1"}); !errors.Is(err, spdx.ErrVersion) {
		t.Errorf("error %v", err)
	}
	if err := spdx.Write(broken{}, mill(), spdx.WriteConfig{}); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("error %v", err)
	}
}

// TestNone wants what is known to need nothing to say so, what nobody knows about to
// say that, and both to come back; what a relationship that was read says of nothing
// is kept.
func TestNone(t *testing.T) {
	t.Parallel()
	d := &bom.Document{
		Roots:      []string{"mill"},
		Components: []*bom.Component{{Ref: "mill", Name: "mill"}, {Ref: "wheel", Name: "wheel"}, {Ref: "axle", Name: "axle"}, {Ref: "rim", Name: "rim"}},
		Dependencies: []bom.Dependency{
			{Ref: "mill"}, {Ref: "wheel", DependsOn: []string{"axle"}}, {Ref: "axle"},
		},
		Relationships: []bom.Relationship{{From: "rim", Type: "CONTAINS", To: []string{"NONE"}}, {From: "rim", Type: "DEPENDS_ON", To: []string{"NOASSERTION"}}},
		Compositions:  []bom.Composition{{Aggregate: "unknown", Assemblies: []string{"mill", "axle"}}, {Aggregate: "complete", Dependencies: []string{"axle"}}},
	}
	for _, version := range []string{"2.3", "3.0.1"} {
		back, err := spdx.Read([]byte(write(t, d, version)))
		if err != nil || len(back.Problems) > 0 {
			t.Fatalf("%s: %v %v", version, err, back.Problems)
		}
		name := map[string]string{"NONE": "NONE", "NOASSERTION": "NOASSERTION"}
		for _, c := range back.Components {
			name[c.Ref] = c.Name
		}
		var got []string
		for _, r := range back.Relationships {
			for _, to := range r.To {
				if name[r.From] != "" && name[to] != "" {
					got = append(got, name[r.From]+" "+r.Type+" "+name[to])
				}
			}
		}
		slices.Sort(got)
		want := []string{"axle DEPENDS_ON NONE", "mill DEPENDS_ON NOASSERTION", "rim CONTAINS NONE", "rim DEPENDS_ON NOASSERTION", "wheel DEPENDS_ON axle"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: relationships (-want +got):\n%s", version, diff)
		}
		var leaves []string
		for _, dep := range back.Dependencies {
			if len(dep.DependsOn) == 0 {
				leaves = append(leaves, name[dep.Ref])
			}
		}
		if diff := cmp.Diff([]string{"axle"}, leaves); diff != "" {
			t.Errorf("%s: what needs nothing (-want +got):\n%s", version, diff)
		}
		if again := write(t, back, version); again != write(t, back, version) {
			t.Errorf("%s: two runs differ", version)
		}
	}
}
