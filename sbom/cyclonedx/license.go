package cyclonedx

import (
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// propertyText begins the names of the properties of a document that hold the
// texts of the references in its expressions, for which versions before 1.7 have
// no place. The reference is behind it.
const propertyText = "penstock:license-text:"

// textProperties returns the properties that hold texts of references.
func textProperties(list []bom.License) []bom.Property {
	var out []bom.Property
	for _, l := range list {
		if strings.HasPrefix(l.ID, "LicenseRef-") && l.Text != "" {
			out = append(out, bom.Property{Name: propertyText + l.ID, Value: l.Text})
		}
	}
	return out
}

// takeTexts moves texts of references from properties to where they belong.
func (r *reader) takeTexts(d *bom.Document) {
	d.Properties = slices.DeleteFunc(d.Properties, func(p bom.Property) bool {
		id, ok := strings.CutPrefix(p.Name, propertyText)
		if ok {
			r.addText(d, bom.License{ID: id, Name: id, Text: p.Value})
		}
		return ok
	})
}

// addDetails adds the texts that CycloneDX 1.7 has beside an expression.
func (r *reader) addDetails(d *bom.Document, list *cdx.Licenses) {
	if list == nil {
		return
	}
	for _, choice := range *list {
		if choice.ExpressionDetails == nil {
			continue
		}
		for _, detail := range *choice.ExpressionDetails {
			if detail.Text != nil {
				r.addText(d, bom.License{ID: detail.LicenseIdentifier, Name: detail.LicenseIdentifier, Text: detail.Text.Content, URL: detail.URL})
			}
		}
	}
}

// addText adds the first text of a reference.
func (r *reader) addText(d *bom.Document, l bom.License) {
	if r.texts == nil {
		r.texts = map[string]bool{}
	}
	if !r.texts[l.ID] {
		r.texts[l.ID] = true
		d.Licenses = append(d.Licenses, l)
	}
}
