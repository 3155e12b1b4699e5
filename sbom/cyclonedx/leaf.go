package cyclonedx

import (
	"cmp"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/license"
	"github.com/penstock-dev/penstock/scan"
)

func entity(p bom.Party) *cdx.OrganizationalEntity {
	if p.IsZero() {
		return nil
	}
	e := &cdx.OrganizationalEntity{Name: p.Name, URL: some(p.URLs)}
	if p.Email != "" {
		e.Contact = &[]cdx.OrganizationalContact{{Email: p.Email}}
	}
	return e
}

func properties(list []bom.Property) *[]cdx.Property {
	return some(each(&list, func(p bom.Property) cdx.Property { return cdx.Property{Name: p.Name, Value: p.Value} }))
}

// references returns those that lead somewhere; what else stands in place of a
// URL, such as "${project.url}", becomes a property.
func references(list []bom.Reference, rest []bom.Property) (*[]cdx.ExternalReference, []bom.Property) {
	var out []cdx.ExternalReference
	for _, r := range list {
		if !isReference(r.URL) {
			if r.URL != "" {
				rest = append(rest, bom.Property{Name: "penstock:reference:" + r.Type, Value: r.URL})
			}
			continue
		}
		m := cdx.ExternalReference{Type: cdx.ExternalReferenceType(r.Type), URL: r.URL, Comment: r.Comment}
		if !slices.Contains(referenceTypes(), r.Type) {
			m.Type = cdx.ERTypeOther
		}
		m.Hashes, _ = hashes(r.Hashes, nil)
		out = append(out, m)
	}
	return some(out), rest
}

// hashes returns those that the specification lists; others become properties.
func hashes(list []scan.Hash, rest []bom.Property) (*[]cdx.Hash, []bom.Property) {
	var out []cdx.Hash
	for _, h := range list {
		name, ok := hashNames()[h.Algorithm]
		if !ok || strings.Trim(h.Value, "0123456789abcdef") != "" || !slices.Contains([]int{32, 40, 64, 96, 128}, len(h.Value)) {
			rest = append(rest, bom.Property{Name: "penstock:hash:" + h.Algorithm, Value: h.Value})
			continue
		}
		out = append(out, cdx.Hash{Algorithm: cdx.HashAlgorithm(name), Value: h.Value})
	}
	return some(out), rest
}

// licenses writes identifiers of the list as such, one expression as
// expression, and other text as name. Several expressions, which the
// specification does not allow beside each other before 1.7, are joined by AND.
func licenses(list []bom.License) *cdx.Licenses {
	var out cdx.Licenses
	expressions := 0
	for _, l := range list {
		value := l.Value()
		if value == "" || value == "NONE" || value == "NOASSERTION" {
			continue
		}
		if license.ID(value) == "" && license.IsExpression(value) {
			expressions++
		}
		out = append(out, choice(l))
	}
	switch {
	case len(out) == 0:
		return nil
	case expressions == 0 || len(out) == 1:
		return &out
	}
	return join(list, out)
}

func choice(l bom.License) cdx.LicenseChoice {
	value := l.Value()
	acknowledgement := cdx.LicenseAcknowledgement(l.Acknowledgement)
	if license.ID(value) == "" && license.IsExpression(value) {
		c := cdx.LicenseChoice{Expression: value}
		if acknowledgement != "" {
			c.Acknowledgement = &acknowledgement
		}
		return c
	}
	m := &cdx.License{ID: license.ID(value), Acknowledgement: acknowledgement}
	if m.ID == "" {
		m.Name = value
	}
	if isURL(l.URL) {
		m.URL = l.URL
	}
	if l.Text != "" {
		m.Text = &cdx.AttachedText{Content: l.Text}
	}
	return cdx.LicenseChoice{License: m}
}

// join makes one expression of several licenses, or names of them all where one
// is no expression.
func join(list []bom.License, choices cdx.Licenses) *cdx.Licenses {
	var parts []string
	for _, l := range list {
		if v := l.Value(); license.IsExpression(v) {
			if strings.Contains(v, " ") {
				v = "(" + v + ")"
			}
			parts = append(parts, v)
		}
	}
	if len(parts) == len(choices) {
		c := choice(bom.License{Expression: strings.Join(parts, " AND "), Acknowledgement: list[0].Acknowledgement})
		return &cdx.Licenses{c}
	}
	for i, c := range choices {
		if c.Expression != "" {
			choices[i] = cdx.LicenseChoice{License: &cdx.License{Name: c.Expression}}
		}
	}
	return &choices
}

func fileModel(f *bom.File) cdx.Component {
	m := cdx.Component{BOMRef: f.Ref, Type: cdx.ComponentTypeFile, Name: f.Name, Copyright: f.Copyright}
	declared, concluded := split(f.Licenses)
	m.Licenses = licenses(declared)
	if l := licenses(concluded); l != nil {
		m.Evidence = &cdx.Evidence{Licenses: l}
	}
	var rest []bom.Property
	m.Hashes, rest = hashes(f.Hashes, nil)
	m.Properties = properties(rest)
	return m
}

func serviceModel(s *bom.Service) cdx.Service {
	return cdx.Service{
		BOMRef: s.Ref, Group: s.Group, Name: s.Name, Version: s.Version, Description: s.Description, Provider: entity(s.Provider),
		Endpoints: some(s.Endpoints), Licenses: licenses(s.Licenses), Properties: properties(s.Properties),
	}
}

func (w *writer) vulnerability(v *bom.Vulnerability) cdx.Vulnerability {
	m := cdx.Vulnerability{BOMRef: v.Ref, ID: v.ID, Description: v.Description, Recommendation: v.Recommendation, CWEs: some(v.CWEs)}
	if v.Source != "" {
		m.Source = &cdx.Source{Name: v.Source}
	}
	m.References = some(each(&v.Aliases, func(alias string) cdx.VulnerabilityReference {
		return cdx.VulnerabilityReference{ID: alias, Source: &cdx.Source{Name: "alias"}}
	}))
	m.Ratings = some(each(&v.Ratings, rating))
	if a := v.Analysis; a.State != "" || a.Justification != "" || a.Detail != "" || len(a.Response) > 0 {
		m.Analysis = &cdx.VulnerabilityAnalysis{
			State: cdx.ImpactAnalysisState(a.State), Justification: cdx.ImpactAnalysisJustification(a.Justification), Detail: a.Detail,
			Response:    some(each(some(a.Response), func(s string) cdx.ImpactAnalysisResponse { return cdx.ImpactAnalysisResponse(s) })),
			FirstIssued: moment(a.FirstIssued), LastUpdated: moment(a.LastUpdated),
		}
	}
	known := slices.DeleteFunc(slices.Clone(v.Affects), func(a bom.Affected) bool {
		return !w.refs[a.Ref] && !strings.HasPrefix(a.Ref, "urn:cdx:")
	})
	m.Affects = some(each(&known, affects))
	return m
}

// moment returns a time of RFC 3339 by UTC, "" for other text.
func moment(text string) string { return (&bom.Document{Created: text}).CreatedUTC() }

func rating(r bom.Rating) cdx.VulnerabilityRating {
	m := cdx.VulnerabilityRating{Score: r.Score, Severity: cdx.Severity(r.Severity), Method: cdx.ScoringMethod(r.Method), Vector: r.Vector}
	if r.Source != "" {
		m.Source = &cdx.Source{Name: r.Source}
	}
	return m
}

func affects(a bom.Affected) cdx.Affects {
	return cdx.Affects{Ref: a.Ref, Range: some(each(&a.Versions, func(v bom.AffectedVersion) cdx.AffectedVersions {
		status := cdx.VulnerabilityStatus(cmp.Or(v.Status, "affected")) // what the specification takes as said
		return cdx.AffectedVersions{Version: v.Version, Range: v.Range, Status: status}
	}))}
}
