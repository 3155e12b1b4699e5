package bom_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// TestNewLicenses holds what becomes of what packages state.
func TestNewLicenses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("You may use this on Sundays. ", 20)
	for _, c := range []struct {
		ecosystem string
		stated    []string
		want      []bom.License
		texts     []bom.License
	}{
		{"npm", []string{"MIT"}, []bom.License{{Expression: "MIT", Acknowledgement: "declared"}}, nil},
		{"PyPI", []string{"Apache 2.0"}, []bom.License{{Expression: "Apache-2.0", Acknowledgement: "declared"}}, nil},
		{"Maven", []string{"Apache 2.0", "GPLv2"}, []bom.License{{Expression: "Apache-2.0 OR GPL-2.0-only", Acknowledgement: "declared"}}, nil},
		{"npm", []string{"House Terms"}, []bom.License{{Name: "House Terms", Acknowledgement: "declared"}}, nil},
		{
			"npm", []string{"MIT OR House Terms"},
			[]bom.License{{Expression: "MIT OR LicenseRef-House-Terms", Acknowledgement: "declared"}},
			[]bom.License{{ID: "LicenseRef-House-Terms", Name: "House Terms", Text: "House Terms"}},
		},
		{"npm", []string{"NONE"}, []bom.License{{Expression: "NONE", Acknowledgement: "declared"}}, nil},
		{"npm", []string{"NOASSERTION"}, nil, nil},
	} {
		d := bom.New([]*scan.Package{{PURL: "pkg:npm/a@1", Name: "a", Version: "1", Ecosystem: c.ecosystem, Licenses: c.stated}}, bom.Config{})
		if diff := cmp.Diff(c.want, d.Components[1].Licenses); diff != "" {
			t.Errorf("%s %q: %s", c.ecosystem, c.stated, diff)
		}
		if diff := cmp.Diff(c.texts, d.Licenses); diff != "" {
			t.Errorf("%s %q: texts: %s", c.ecosystem, c.stated, diff)
		}
	}
	d := bom.New([]*scan.Package{{Name: "a", Licenses: []string{long}}}, bom.Config{})
	if l := d.Components[1].Licenses[0]; !strings.HasPrefix(l.Name, "LicenseRef-") || l.Text != strings.TrimSpace(long) {
		t.Errorf("a text of a license became %q", l.Name)
	}
}

// TestPackagesLicenses holds that conclusions come before declarations, and that
// these are not lost.
func TestPackagesLicenses(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Components: []*bom.Component{{Ref: "a", Name: "a", Licenses: []bom.License{
		{Expression: "MIT OR ISC", Acknowledgement: "declared"}, {ID: "MIT", Acknowledgement: "concluded"},
	}}}}
	p := d.Packages("sbom.json")[0]
	if diff := cmp.Diff([]string{"MIT"}, p.Licenses); diff != "" {
		t.Error(diff)
	}
	if got := p.Properties["penstock:declared-licenses"]; got != "MIT OR ISC" {
		t.Errorf("declared: %q", got)
	}
}
