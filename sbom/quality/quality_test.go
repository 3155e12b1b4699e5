package quality_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/quality"
	"github.com/penstock-dev/penstock/scan"
)

// whole is a document that lacks nothing.
func whole() *bom.Document {
	return &bom.Document{
		Format: bom.CycloneDX, Created: "2026-03-01T08:00:00Z", Authors: []bom.Party{{Name: "Ada Miller"}},
		Components: []*bom.Component{
			{Ref: "w", Name: "wheel", Version: "1", PURL: "pkg:npm/wheel@1", Supplier: bom.Party{Name: "Mill Works"}, Copyright: "2026", Licenses: []bom.License{{ID: "MIT"}}},
			{Ref: "a", Name: "axle", Version: "1", CPEs: []string{"cpe:/a:mill:axle:1"}, Publisher: "Mill Works", Copyright: "2026", Licenses: []bom.License{{ID: "MIT"}}},
			{Ref: "f", Type: "file", Name: "a file is no component"},
		},
		Dependencies: []bom.Dependency{{Ref: "w", DependsOn: []string{"a"}}},
	}
}

func TestAssess(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*bom.Document)
		want   []string // findings with the profile of most elements
		score  string
	}{
		{"whole", func(*bom.Document) {}, nil, "10.0"},
		{"author", func(d *bom.Document) { d.Authors = nil }, []string{"sbom/author The document: no author of the document."}, "8.9"},
		{"a tool is an author", func(d *bom.Document) { d.Authors, d.Tools = nil, []bom.Tool{{Name: "x"}} }, nil, "10.0"},
		{"no time", func(d *bom.Document) { d.Created = "yesterday" }, []string{"sbom/timestamp The document: no time at which the document was made."}, "8.9"},
		{"relationships", func(d *bom.Document) { d.Dependencies = nil }, []string{"sbom/relationships The document: no relationship between components."}, "8.9"},
		{"SPDX without roots", func(d *bom.Document) { d.Format = bom.SPDX }, []string{"sbom/relationships The document: no relationship between components."}, "8.9"},
		{"version", func(d *bom.Document) { d.Components[1].Version = "" }, []string{`sbom/version Component "axle": no version.`}, "9.4"},
		{"supplier", func(d *bom.Document) { d.Components[1].Publisher = "" }, []string{`sbom/supplier Component "axle": no supplier.`}, "9.4"},
		{"identifier", func(d *bom.Document) { d.Components[1].CPEs = nil }, []string{`sbom/identifier Component "axle": no unique identifier.`}, "9.4"},
		{"license that is only declared", func(d *bom.Document) { d.Components[0].Licenses[0].Acknowledgement = "declared" }, []string{`sbom/license Component "wheel": no license.`}, "9.4"},
		{"copyright", func(d *bom.Document) { d.Components[0].Copyright = "" }, []string{`sbom/copyright Component "wheel": no copyright holder.`}, "9.4"},
		{
			"nothing", func(d *bom.Document) { *d = bom.Document{} },
			[]string{
				"sbom/author The document: no author of the document.", "sbom/timestamp The document: no time at which the document was made.", "sbom/relationships The document: no relationship between components.",
				"sbom/name The document: no name.", "sbom/version The document: no version.", "sbom/supplier The document: no supplier.", "sbom/identifier The document: no unique identifier.",
				"sbom/license The document: no license.", "sbom/copyright The document: no copyright holder.",
			}, "0.0",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := whole()
			tt.change(d)
			r := quality.Assess(d, quality.FSCT)
			var got []string
			for _, f := range r.Findings("bom.json") {
				got = append(got, f.Rule.ID+" "+f.Message)
				if f.Location.Path != "bom.json" || strings.Contains(f.Message, "Component") != (f.Location.Origin != nil) {
					t.Errorf("%s is at %+v", f.Message, f.Location)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if score := fmt.Sprintf("%.1f", r.Score()); score != tt.score || r.Conforms() != (len(tt.want) == 0) {
				t.Errorf("score %s, want %s; conforms: %v", score, tt.score, r.Conforms())
			}
		})
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	counts := map[quality.Profile]int{
		quality.NTIA: 7, quality.NTIAStrict: 7, quality.CISA: 14, quality.FSCT: 9, quality.FSCTBaseline: 9, quality.BSI: 21, quality.BSI20: 20, quality.BSI11: 13, quality.Telco: 20, quality.General: 25,
	}
	for _, p := range quality.Profiles() {
		r := quality.Assess(whole(), p)
		if len(r.Results) != counts[p] {
			t.Errorf("%s has %d elements", p, len(r.Results))
		}
	}
	if quality.Assess(whole(), quality.NTIA).Result("sbom/license") != nil {
		t.Error("NTIA wants no license")
	}
	seen := map[string]bool{}
	for _, r := range quality.Rules() {
		if seen[r.ID] || r.Remediation == "" {
			t.Errorf("rule %s", r.ID)
		}
		seen[r.ID] = true
	}
}

// TestBSI takes one field after the other out of a document that has all.
func TestBSI(t *testing.T) {
	t.Parallel()
	full := func() *bom.Document {
		c := &bom.Component{
			Ref: "w", Name: "wheel", Version: "1", PURL: "pkg:npm/wheel@1", Manufacturer: bom.Party{Name: "Mill Works", URLs: []string{"https://mill.example"}},
			Licenses: []bom.License{{Expression: "MIT OR 0BSD"}},
			References: []bom.Reference{
				{Type: "distribution", URL: "https://mill.example/w.tgz", Hashes: []scan.Hash{{Algorithm: "sha512", Value: "ab"}}},
				{Type: "source-distribution", URL: "https://mill.example/w-src.tgz", Hashes: []scan.Hash{{Algorithm: "sha512", Value: "cd"}}},
			},
		}
		for _, name := range []string{"filename", "executable", "archive", "structured", "effectiveLicense"} {
			c.Properties = append(c.Properties, bom.Property{Name: "bsi:component:" + name, Value: "x"})
		}
		return &bom.Document{
			Format: bom.CycloneDX, SpecVersion: "1.6", ID: "urn:uuid:x", Created: "2026-03-01T08:00:00Z", Authors: []bom.Party{{Name: "Ada", Email: "ada@mill.example"}},
			Roots: []string{"w"}, Components: []*bom.Component{c}, Dependencies: []bom.Dependency{{Ref: "w"}},
		}
	}
	for _, tt := range []struct {
		want   string // rules that are missed, without their prefix
		change func(*bom.Document, *bom.Component)
	}{
		{"", func(*bom.Document, *bom.Component) {}},
		{"author-contact", func(d *bom.Document, _ *bom.Component) { d.Authors[0].Email = "nowhere" }},
		{"timestamp", func(d *bom.Document, _ *bom.Component) { d.Created = "" }},
		{"primary-component", func(d *bom.Document, _ *bom.Component) { d.Roots = nil }},
		{"loose-dependencies", func(d *bom.Document, _ *bom.Component) { d.Dependencies[0].DependsOn = []string{"gone"} }},
		{"dependencies", func(d *bom.Document, _ *bom.Component) { d.Dependencies = nil }},
		{"vulnerabilities", func(d *bom.Document, _ *bom.Component) { d.Vulnerabilities = []*bom.Vulnerability{{}} }},
		{"spec-version", func(d *bom.Document, _ *bom.Component) { d.SpecVersion = "1.5" }},
		{"document-id", func(d *bom.Document, _ *bom.Component) { d.ID = "" }},
		{"name", func(_ *bom.Document, c *bom.Component) { c.Name = "" }},
		{"contact", func(_ *bom.Document, c *bom.Component) { c.Manufacturer.URLs = []string{"not a url"} }},
		{"filename executable archive structured effective-license", func(_ *bom.Document, c *bom.Component) { c.Properties = nil }},
		{"license-expression", func(_ *bom.Document, c *bom.Component) { c.Licenses[0].Expression = "NONE" }},
		{"license-expression", func(_ *bom.Document, c *bom.Component) { c.Licenses = nil }},
		{"deployable-hash", func(_ *bom.Document, c *bom.Component) { c.References[0].Hashes[0].Algorithm = "md5" }},
		{"source-url source-hash", func(_ *bom.Document, c *bom.Component) { c.References = c.References[:1] }},
		{"product-identifier", func(_ *bom.Document, c *bom.Component) { c.PURL = "" }},
	} {
		d := full()
		tt.change(d, d.Components[0])
		r := quality.Assess(d, quality.BSI)
		var got []string
		conforms := true
		for _, e := range r.Results {
			if e.Failed {
				got = append(got, strings.TrimPrefix(e.Rule.ID, "sbom/"))
				conforms = conforms && e.Level != quality.Required
			}
		}
		if strings.Join(got, " ") != tt.want || r.Conforms() != conforms {
			t.Errorf("missed %v, want %q; conforms: %v", got, tt.want, r.Conforms())
		}
		for _, f := range r.Findings("bom.json") {
			if optional := r.Result(f.Rule.ID).Level != quality.Required; optional != (f.Persona == scan.PersonaPedantic) {
				t.Errorf("%s is for %v", f.Rule.ID, f.Persona)
			}
		}
	}
}

func TestBSIOfSPDX(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Format: bom.SPDX, Components: []*bom.Component{
		{Ref: "a", FileName: "a.tgz", Source: "git+https://mill.example/a.git", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "ab"}}},
		{Ref: "b", Source: "https://mill.example/b.tgz"}, {Ref: "c"},
	}, Dependencies: []bom.Dependency{{Ref: "a", DependsOn: []string{"b"}}}}
	r := quality.Assess(d, quality.BSI)
	for rule, want := range map[string]string{"filename": "b c", "source-url": "b c", "deployable-hash": "a b c", "dependencies": "c"} {
		var got []string
		for _, c := range r.Result("sbom/" + rule).Missing {
			got = append(got, c.Ref)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is missed by %v, want %s", rule, got, want)
		}
	}
}

func TestSPDXIdentifier(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Format: bom.SPDX, Components: []*bom.Component{{Ref: "SPDXRef-a", Name: "a"}, {Ref: "#/packages/1", Name: "b"}}}
	missing := quality.Assess(d, quality.NTIA).Result("sbom/identifier").Missing
	if len(missing) != 1 || missing[0].Name != "b" {
		t.Errorf("missing %v", missing)
	}
}

func Example() {
	doc := &bom.Document{Components: []*bom.Component{{Name: "wheel", PURL: "pkg:npm/wheel"}}}
	report := quality.Assess(doc, quality.NTIA)
	for _, f := range report.Findings("bom.json")[3:] {
		fmt.Println(f.Rule.ID, f.Message)
	}
	fmt.Printf("%.1f of 10\n", report.Score())
	// Output:
	// sbom/version Component "wheel": no version.
	// sbom/supplier Component "wheel": no supplier.
	// 2.9 of 10
}

// TestFindingsLongName wants messages to stay short whatever a component is
// called.
func TestFindingsLongName(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Components: []*bom.Component{{Ref: "a", Name: strings.Repeat("a", 1<<20)}}}
	for _, profile := range quality.Profiles() {
		for _, f := range quality.Assess(d, profile).Findings("x.json") {
			if len(f.Message) > 1000 {
				t.Errorf("%s: a message of %d bytes", profile, len(f.Message))
			}
		}
	}
}
