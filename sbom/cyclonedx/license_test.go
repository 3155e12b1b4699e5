package cyclonedx_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
)

// TestLicenseTexts wants expressions and the texts of their references to come
// back whole, in both syntaxes.
func TestLicenseTexts(t *testing.T) {
	t.Parallel()
	d := &bom.Document{
		Components: []*bom.Component{{Ref: "a", Type: "library", Name: "a", Licenses: []bom.License{{Expression: "(MIT OR LicenseRef-House) AND Zlib", Acknowledgement: "declared"}}}},
		Licenses:   []bom.License{{ID: "LicenseRef-House", Name: "LicenseRef-House", Text: "Be kind."}},
		Properties: []bom.Property{{Name: "color", Value: "red"}},
	}
	for _, syntax := range []cyclonedx.Syntax{cyclonedx.JSON, cyclonedx.XML} {
		var b bytes.Buffer
		if err := cyclonedx.Write(&b, d, cyclonedx.WriteConfig{Syntax: syntax}); err != nil {
			t.Fatal(err)
		}
		back, err := cyclonedx.Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d.Licenses, back.Licenses); diff != "" {
			t.Errorf("%s: %s", syntax, diff)
		}
		if diff := cmp.Diff(d.Properties, back.Properties); diff != "" {
			t.Errorf("%s: %s", syntax, diff)
		}
		if got := back.Components[0].Licenses[0].Expression; got != "(MIT OR LicenseRef-House) AND Zlib" {
			t.Errorf("%s: the expression became %q", syntax, got)
		}
	}
}

// TestExpressionDetails reads the texts that version 1.7 has beside expressions.
func TestExpressionDetails(t *testing.T) {
	t.Parallel()
	d, err := cyclonedx.Read([]byte(`{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{"type": "library", "name": "a", "licenses": [
		{"expression": "MIT AND LicenseRef-House", "expressionDetails": [{"licenseIdentifier": "LicenseRef-House", "text": {"content": "Be kind."}}, {"licenseIdentifier": "MIT"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []bom.License{{ID: "LicenseRef-House", Name: "LicenseRef-House", Text: "Be kind."}}
	if diff := cmp.Diff(want, d.Licenses); diff != "" {
		t.Error(diff)
	}
}
