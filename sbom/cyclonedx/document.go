package cyclonedx

import (
	"slices"
	"strconv"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// each returns the elements of a slice that may not be there, mapped.
func each[A, B any](list *[]A, f func(A) B) []B {
	if list == nil || len(*list) == 0 {
		return nil
	}
	out := make([]B, 0, len(*list))
	for _, a := range *list {
		out = append(out, f(a))
	}
	return out
}

func same[A any](a A) A { return a }

func (r *reader) document(m *cdx.BOM) *bom.Document {
	d := &bom.Document{
		Format:       bom.CycloneDX,
		SpecVersion:  m.SpecVersion.String(),
		ID:           m.SerialNumber,
		Revision:     m.Version,
		References:   each(m.ExternalReferences, referenceOf),
		Properties:   each(m.Properties, propertyOf),
		Compositions: each(m.Compositions, compositionOf),
		Problems:     r.problems,
	}
	if m.Metadata != nil {
		r.metadata(d, m.Metadata)
	}
	r.takeTexts(d)
	r.components(d, m.Components, "", "#/components", 0)
	addServices(d, m.Services, "", "#/services")
	if m.Dependencies != nil {
		for _, dep := range *m.Dependencies {
			d.Dependencies = append(d.Dependencies, bom.Dependency{Ref: dep.Ref, DependsOn: each(dep.Dependencies, same), Provides: each(dep.Provides, same)})
		}
	}
	for i, f := range each(m.Formulation, same) {
		d.Formulation = append(d.Formulation, formulaOf(f, "#/formulation/"+strconv.Itoa(i)))
	}
	d.Vulnerabilities = each(m.Vulnerabilities, vulnerabilityOf)
	return d
}

func (r *reader) metadata(d *bom.Document, m *cdx.Metadata) {
	d.Created = m.Timestamp
	d.Authors = each(m.Authors, contactOf)
	d.Supplier = partyOf(m.Supplier)
	d.Manufacturer = partyOf(m.Manufacturer)
	if d.Manufacturer.IsZero() {
		d.Manufacturer = partyOf(m.Manufacture)
	}
	d.DataLicenses = licensesOf(m.Licenses)
	d.Properties = append(d.Properties, each(m.Properties, propertyOf)...)
	d.Lifecycles = each(m.Lifecycles, func(l cdx.Lifecycle) string {
		if l.Phase != "" {
			return string(l.Phase)
		}
		return l.Name
	})
	d.Tools = toolsOf(m.Tools)
	if m.Component != nil {
		r.component(d, *m.Component, "", "#/metadata/component", 0)
		d.Roots = []string{d.Components[0].Ref}
	}
}

func toolsOf(choice *cdx.ToolsChoice) []bom.Tool {
	if choice == nil {
		return nil
	}
	var tools []bom.Tool
	if choice.Tools != nil { // the form before 1.5
		for _, t := range *choice.Tools {
			tools = append(tools, bom.Tool{Vendor: t.Vendor, Name: t.Name, Version: t.Version})
		}
	}
	tools = append(tools, each(choice.Components, func(c cdx.Component) bom.Tool {
		vendor := c.Publisher
		if c.Supplier != nil && vendor == "" {
			vendor = c.Supplier.Name
		}
		return bom.Tool{Vendor: vendor, Name: c.Name, Version: c.Version}
	})...)
	return append(tools, each(choice.Services, func(s cdx.Service) bom.Tool {
		return bom.Tool{Vendor: partyOf(s.Provider).Name, Name: s.Name, Version: s.Version}
	})...)
}

// components adds a list with all that is nested in it.
func (r *reader) components(d *bom.Document, list *[]cdx.Component, parent, pointer string, depth int) {
	if list == nil {
		return
	}
	for i, c := range *list {
		if c == (cdx.Component{}) { // null
			r.place()
			continue
		}
		r.component(d, c, parent, pointer+"/"+strconv.Itoa(i), depth)
	}
}

// component adds one with those in it; their depth is bounded by the decoder.
func (r *reader) component(d *bom.Document, m cdx.Component, parent, pointer string, depth int) {
	c := componentOf(m)
	c.Parent, c.Depth, c.Region = parent, depth, r.place()
	if c.Ref == "" {
		c.Ref = pointer
	}
	d.Components = append(d.Components, c)
	r.addDetails(d, m.Licenses)
	r.components(d, m.Components, c.Ref, pointer+"/components", depth+1)
}

func componentOf(m cdx.Component) *bom.Component {
	c := &bom.Component{
		Ref: m.BOMRef, Type: string(m.Type), Group: m.Group, Name: m.Name, Version: m.Version,
		Description: m.Description, Copyright: m.Copyright, PURL: m.PackageURL, Scope: string(m.Scope),
		Hashes: hashesOf(m.Hashes), Licenses: licensesOf(m.Licenses), Supplier: partyOf(m.Supplier),
		Manufacturer: partyOf(m.Manufacturer), Publisher: m.Publisher, Authors: each(m.Authors, contactOf),
		References: each(m.ExternalReferences, referenceOf), Properties: each(m.Properties, propertyOf),
		OtherIDs: append(each(m.SWHID, same), each(m.OmniborID, same)...),
	}
	if m.CPE != "" {
		c.CPEs = []string{m.CPE}
	}
	c.Properties = slices.DeleteFunc(c.Properties, func(p bom.Property) bool {
		if p.Name == propertyCPE {
			c.CPEs = append(c.CPEs, p.Value)
		}
		return p.Name == propertyCPE
	})
	if m.SWID != nil {
		c.SWID = m.SWID.TagID
	}
	if m.Author != "" {
		c.Authors = append(c.Authors, bom.Party{Name: m.Author, Person: true})
	}
	for _, ref := range c.References {
		if ref.Type == "distribution" && c.Source == "" {
			c.Source = ref.URL
		}
	}
	if m.Evidence != nil {
		c.Occurrences = each(m.Evidence.Occurrences, occurrenceOf)
		for _, l := range licensesOf(m.Evidence.Licenses) {
			l.Acknowledgement = "concluded"
			c.Licenses = append(c.Licenses, l)
		}
	}
	return c
}

func occurrenceOf(o cdx.EvidenceOccurrence) bom.Occurrence {
	out := bom.Occurrence{Path: o.Location}
	if o.Line != nil {
		out.Line = *o.Line
	}
	if o.Offset != nil {
		out.Offset = *o.Offset
	}
	return out
}

func hashesOf(list *[]cdx.Hash) []scan.Hash {
	return each(list, func(h cdx.Hash) scan.Hash { return bom.Hash(string(h.Algorithm), h.Value) })
}

func propertyOf(p cdx.Property) bom.Property { return bom.Property{Name: p.Name, Value: p.Value} }

func referenceOf(m cdx.ExternalReference) bom.Reference {
	return bom.Reference{Type: string(m.Type), URL: m.URL, Comment: m.Comment, Hashes: hashesOf(m.Hashes)}
}

func contactOf(m cdx.OrganizationalContact) bom.Party {
	return bom.Party{Name: m.Name, Email: m.Email, Person: true}
}

func partyOf(m *cdx.OrganizationalEntity) bom.Party {
	if m == nil {
		return bom.Party{}
	}
	p := bom.Party{Name: m.Name, URLs: each(m.URL, same)}
	for _, c := range each(m.Contact, contactOf) {
		if p.Email == "" {
			p.Email = c.Email
		}
	}
	return p
}

func licensesOf(list *cdx.Licenses) []bom.License {
	if list == nil {
		return nil
	}
	var out []bom.License
	for _, choice := range *list {
		l := bom.License{Expression: choice.Expression}
		if choice.Acknowledgement != nil {
			l.Acknowledgement = string(*choice.Acknowledgement)
		}
		if m := choice.License; m != nil {
			l.ID, l.Name, l.URL = m.ID, m.Name, m.URL
			if m.Acknowledgement != "" {
				l.Acknowledgement = string(m.Acknowledgement)
			}
			if m.Text != nil {
				l.Text = m.Text.Content
			}
		}
		out = append(out, l)
	}
	return out
}
