package deps_test

import (
	"slices"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
)

// component is a package as a bill of materials lists it.
func component(p *scan.Package) *scan.Package {
	p.Locations = []scan.Location{{Path: "bom.json", Region: scan.Region{StartLine: 3}, Origin: &scan.Origin{Component: "c"}}}
	return p
}

func TestListedTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	packages := []*scan.Package{npm("pkg", "1.0.0"), npm("pkg", "1.0.0"), component(npm("pkg", "1.0.0")), component(npm("new", "1.0.0")), component(npm("new", "1.0.0"))}
	packages[0].Locations = []scan.Location{{Path: "package-lock.json"}}
	packages[3].Source = "UNKNOWN" // is no folder
	for name, tt := range map[string]struct {
		config deps.Config
		want   string
	}{
		"source":    {deps.Config{Source: fixedIn(t)}, "npm: 3 packages checked with advisories of 2025-03-01"},
		"no source": {deps.Config{}, "no advisory data: known vulnerabilities not checked for 3 packages"},
	} {
		out := runPass(t, tt.config, packages)
		if !slices.ContainsFunc(out.diagnostics, func(d *scan.Diagnostic) bool { return d.Message == tt.want }) {
			t.Errorf("%s: want %q, got %v", name, tt.want, out.diagnostics)
		}
		if tt.config.Source == nil {
			continue
		}
		if len(out.findings) != 1 {
			t.Fatalf("findings %v", out.findings)
		}
		if r := out.findings[0].Common(); r.Location.Path != "package-lock.json" || len(r.Related) != 1 || r.Related[0].Path != "bom.json" {
			t.Errorf("at %+v, also at %+v", r.Location, r.Related)
		}
	}
}

// TestWhatNobodyAdvises wants things that are no packages to be one note, and what
// may be a package to be incomplete, with its place.
func TestWhatNobodyAdvises(t *testing.T) {
	t.Parallel()
	out := runPass(t, deps.Config{Source: fixedIn(t)}, []*scan.Package{
		component(&scan.Package{Name: "sail", PURL: "pkg:docker/sail@1", Version: "1"}),
		component(&scan.Package{Name: "sail", PURL: "pkg:oci/sail@sha256%3Aab", Version: "sha256:ab"}),
		component(&scan.Package{Name: "mill-os", Version: "12", Properties: map[string]string{"penstock:type": "operating-system"}}),
		component(&scan.Package{Name: "deploy", Properties: map[string]string{"pipeline": "circle"}}),
		component(&scan.Package{Name: "wheel", Version: "1.2"}),
	})
	if len(out.diagnostics) != 2 || !out.diagnostics[0].Note || out.diagnostics[1].Note {
		t.Fatalf("diagnostics %v", out.diagnostics)
	}
	for i, want := range []string{
		"4 components, such as images and operating systems, not matched: no advisories are published about them",
		"1 package without a known ecosystem: not checked: wheel 1.2",
	} {
		if got := out.diagnostics[i].Message; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if at := out.diagnostics[1].Location; at.Path != "bom.json" || at.Region.StartLine != 3 {
		t.Errorf("at %+v", at)
	}
}
