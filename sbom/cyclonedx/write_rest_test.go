package cyclonedx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
)

// odd is a document with what CycloneDX has no place for.
func odd() *bom.Document {
	return &bom.Document{
		Roots: []string{"cart"},
		Components: []*bom.Component{
			{Ref: "cart", Type: "application", Name: "cart"},
			{
				Ref: "axle", Type: "library", Name: "axle", CPEs: []string{"cpe:2.3:a:acme:axle:1:*:*:*:*:*:*:*", "cpe:2.3:a:axle:axle:1:*:*:*:*:*:*:*"},
				OtherIDs:    []string{"gitoid:blob:sha1:a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", "swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2"},
				Occurrences: []bom.Occurrence{{Path: "a.lock", Line: 3, Offset: 40}, {Path: "b & c.lock"}},
				References:  []bom.Reference{{Type: "website", URL: "docs/axle.md"}, {Type: "vcs", URL: "${project.scm}"}, {Type: "vcs", URL: "https://git.example:acme/axle"}},
			},
		},
		Vulnerabilities: []*bom.Vulnerability{{ID: "V-1", Affects: []bom.Affected{{Ref: "axle", Versions: []bom.AffectedVersion{{Version: "1"}}}}}},
	}
}

// TestWriteRest wants what has no place in the format to be kept elsewhere.
func TestWriteRest(t *testing.T) {
	t.Parallel()
	for _, syntax := range []cyclonedx.Syntax{cyclonedx.JSON, cyclonedx.XML} {
		text := write(t, odd(), cyclonedx.WriteConfig{Syntax: syntax})
		d, err := cyclonedx.Read([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		want, got := odd().Components[1], d.Components[1]
		if diff := cmp.Diff([]any{want.CPEs, want.Occurrences}, []any{got.CPEs, got.Occurrences}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", syntax, diff)
		}
		if diff := cmp.Diff([]string{want.OtherIDs[1], want.OtherIDs[0]}, got.OtherIDs); diff != "" {
			t.Errorf("%s (-want +got):\n%s", syntax, diff)
		}
		if diff := cmp.Diff([]bom.Reference{{Type: "website", URL: "docs/axle.md"}}, got.References); diff != "" {
			t.Errorf("%s (-want +got):\n%s", syntax, diff)
		}
		properties := []bom.Property{{Name: "penstock:reference:vcs", Value: "${project.scm}"}, {Name: "penstock:reference:vcs", Value: "https://git.example:acme/axle"}}
		if diff := cmp.Diff(properties, got.Properties); diff != "" {
			t.Errorf("%s (-want +got):\n%s", syntax, diff)
		}
		if status := d.Vulnerabilities[0].Affects[0].Versions[0].Status; status != "affected" {
			t.Errorf("%s: status %q", syntax, status)
		}
	}
}

// TestWriteUnstatedRoot wants a root without a word about its dependencies to be
// in the graph, and not to look like one that needs nothing.
func TestWriteUnstatedRoot(t *testing.T) {
	t.Parallel()
	unknown := bom.Composition{Aggregate: "unknown", Dependencies: []string{"cart"}}
	stated := odd()
	stated.Dependencies = []bom.Dependency{{Ref: "cart", DependsOn: []string{"axle"}}}
	for want, d := range map[*bom.Composition]*bom.Document{&unknown: odd(), nil: stated} {
		got, err := cyclonedx.Read([]byte(write(t, d, cyclonedx.WriteConfig{})))
		if err != nil {
			t.Fatal(err)
		}
		var compositions []bom.Composition
		if want != nil {
			compositions = append(compositions, *want)
		}
		if diff := cmp.Diff(compositions, got.Compositions); diff != "" {
			t.Errorf("compositions (-want +got):\n%s", diff)
		}
	}
}

// TestReadOccurrences reads line and offset as the schema has them, and copes
// with odd ones.
func TestReadOccurrences(t *testing.T) {
	t.Parallel()
	const head = `<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components><component type="library"><name>axle</name><evidence><occurrences>`
	const tail = `</occurrences></evidence></component><component type="library"><name>wheel</name></component></components></bom>`
	tests := map[string][]bom.Occurrence{
		`<occurrence><location>a</location><line> 3 </line><offset>4</offset></occurrence>`: {{Path: "a", Line: 3, Offset: 4}},
		`<occurrence line="3"><location>a</location></occurrence>`:                          {{Path: "a", Line: 3}},
		`<occurrence><location>a</location><line>x</line><offset/></occurrence>`:            {{Path: "a"}},
		`<occurrence/>`: {{}},
		`<occurrence>` + strings.Repeat("<x/>", 100) + `<location>a</location></occurrence>`: {{Path: "a"}},
	}
	for text, want := range tests {
		d, err := cyclonedx.Read([]byte(head + text + tail))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if len(d.Components) != 2 || d.Components[1].Name != "wheel" {
			t.Errorf("%s: %d components", text, len(d.Components))
		}
		if diff := cmp.Diff(want, d.Components[0].Occurrences); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	if _, err := cyclonedx.Read([]byte(head + `<occurrence><location>`)); err == nil {
		t.Error("a document that breaks off has no error")
	}
}

// TestWriteRootFile wants a file that a document of SPDX describes to be what one
// of CycloneDX describes.
func TestWriteRootFile(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Roots: []string{"f"}, Files: []*bom.File{{Ref: "f", Name: "hello"}, {Ref: "g", Name: "world"}}}
	got, err := cyclonedx.Read([]byte(write(t, d, cyclonedx.WriteConfig{})))
	if err != nil {
		t.Fatal(err)
	}
	if root := got.Root(); root == nil || root.Name != "hello" || root.Type != "file" || len(got.Components) != 2 {
		t.Errorf("root %+v among %d components", root, len(got.Components))
	}
}

// TestWriteNoFormula wants a formula that is none to be no formulation.
func TestWriteNoFormula(t *testing.T) {
	t.Parallel()
	if text := write(t, &bom.Document{Formulation: []*bom.Formula{nil}}, cyclonedx.WriteConfig{}); strings.Contains(text, "formulation") {
		t.Errorf("got %s", text)
	}
}
