package cyclonedx

import (
	"strconv"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
)

func refOf(r cdx.BOMReference) string { return string(r) }

func compositionOf(m cdx.Composition) bom.Composition {
	return bom.Composition{Aggregate: string(m.Aggregate), Assemblies: each(m.Assemblies, refOf), Dependencies: each(m.Dependencies, refOf)}
}

// addServices adds services with those in them; their depth is bounded by the
// decoder.
func addServices(d *bom.Document, list *[]cdx.Service, parent, pointer string) {
	if list == nil {
		return
	}
	for i, m := range *list {
		at := pointer + "/" + strconv.Itoa(i)
		s := &bom.Service{
			Ref: m.BOMRef, Parent: parent, Group: m.Group, Name: m.Name, Version: m.Version, Description: m.Description,
			Provider: partyOf(m.Provider), Endpoints: each(m.Endpoints, same),
			Licenses: licensesOf(m.Licenses), Properties: each(m.Properties, propertyOf),
		}
		if s.Ref == "" {
			s.Ref = at
		}
		d.Services = append(d.Services, s)
		addServices(d, m.Services, s.Ref, at+"/services")
	}
}

func vulnerabilityOf(m cdx.Vulnerability) *bom.Vulnerability {
	v := &bom.Vulnerability{
		Ref: m.BOMRef, ID: m.ID, Source: sourceOf(m.Source), Description: m.Description, Recommendation: m.Recommendation,
		Aliases: each(m.References, func(r cdx.VulnerabilityReference) string { return r.ID }),
		Ratings: each(m.Ratings, ratingOf), CWEs: each(m.CWEs, same), Affects: each(m.Affects, affectedOf),
	}
	if a := m.Analysis; a != nil {
		v.Analysis = bom.Analysis{
			State: string(a.State), Justification: string(a.Justification), Detail: a.Detail,
			Response:    each(a.Response, func(r cdx.ImpactAnalysisResponse) string { return string(r) }),
			FirstIssued: a.FirstIssued, LastUpdated: a.LastUpdated,
		}
	}
	return v
}

func sourceOf(s *cdx.Source) string {
	if s == nil {
		return ""
	}
	if s.Name != "" {
		return s.Name
	}
	return s.URL
}

func ratingOf(m cdx.VulnerabilityRating) bom.Rating {
	return bom.Rating{Source: sourceOf(m.Source), Severity: string(m.Severity), Method: string(m.Method), Vector: m.Vector, Score: m.Score}
}

func affectedOf(m cdx.Affects) bom.Affected {
	return bom.Affected{Ref: m.Ref, Versions: each(m.Range, func(v cdx.AffectedVersions) bom.AffectedVersion {
		return bom.AffectedVersion{Version: v.Version, Range: v.Range, Status: string(v.Status)}
	})}
}
