package vex

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// states maps the states of CycloneDX to statuses.
func states() map[string]Status {
	return map[string]Status{
		"exploitable": Affected, "in_triage": UnderInvestigation, "not_affected": NotAffected, "false_positive": NotAffected,
		"resolved": Fixed, "resolved_with_pedigree": Fixed,
	}
}

// wordsOf maps the justifications of CycloneDX to those of OpenVEX.
func wordsOf() map[string]Justification {
	return map[string]Justification{
		"code_not_present": CodeNotPresent, "code_not_reachable": CodeNotInExecutePath, "requires_configuration": CodeNotControllable,
		"requires_dependency": ComponentNotPresent, "requires_environment": CodeNotControllable, "protected_by_compiler": InlineMitigations,
		"protected_at_runtime": InlineMitigations, "protected_at_perimeter": InlineMitigations, "protected_by_mitigating_control": InlineMitigations,
	}
}

// wordOf returns the justification of CycloneDX for a statement.
func wordOf(s *Statement) string {
	if _, ok := wordsOf()[s.Word]; ok {
		return s.Word
	}
	switch s.Justification {
	case ComponentNotPresent, CodeNotPresent:
		return "code_not_present"
	case CodeNotInExecutePath:
		return "code_not_reachable"
	case CodeNotControllable:
		return "requires_environment"
	case InlineMitigations:
		return "protected_by_mitigating_control"
	}
	return ""
}

// FromBOM returns the statements of a bill of materials: its vulnerabilities
// that have an analysis. What they affect are components of the document, by their
// package URL, or of another one, by the reference in a BOM-Link. They apply to
// these components wherever they are found, as the tools that write such
// documents mean it. One that names nothing is about the root of the document.
func FromBOM(d *bom.Document) (*Document, error) {
	out := &Document{Format: CycloneDX, ID: d.ID, Time: moment(d.Created), Version: d.Revision, Problems: slices.Clone(d.Problems)}
	for _, a := range d.Authors {
		out.Author = cmp.Or(out.Author, a.Name, a.Email)
	}
	out.Author = cmp.Or(out.Author, d.Manufacturer.Name, d.Supplier.Name)
	for _, t := range d.Tools {
		out.Tool = cmp.Or(out.Tool, strings.TrimSpace(t.Name+" "+t.Version))
	}
	refs := make(map[string]*bom.Component, len(d.Components))
	for _, c := range d.Components {
		refs[c.Ref] = c
	}
	items := 0
	for _, v := range d.Vulnerabilities {
		if v.Analysis.State == "" {
			continue
		}
		for _, a := range v.Affects {
			if items += len(a.Versions) + 1; items > maxItems {
				return nil, ErrLimit
			}
		}
		s := statementOf(v, refs)
		if s.Status == "" {
			out.Problems = append(out.Problems, bom.Problem{Message: v.ID + ": there is no state \"" + v.Analysis.State + "\""})
			continue
		}
		if len(v.Affects) == 0 && d.Root() != nil {
			s.Products = []Product{{ID: d.Root().Ref, PURL: d.Root().PURL, Hashes: d.Root().Hashes}}
		}
		if len(s.Products) == 0 {
			out.Problems = append(out.Problems, bom.Problem{Message: v.ID + ": it affects nothing that is named"})
			continue
		}
		s.Time, s.Author = moment(cmp.Or(v.Analysis.LastUpdated, v.Analysis.FirstIssued)), out.Author
		if s.Time.IsZero() {
			s.Time = out.Time
		}
		out.Statements = append(out.Statements, s)
	}
	return out, nil
}

func statementOf(v *bom.Vulnerability, refs map[string]*bom.Component) Statement {
	s := Statement{
		Vulnerability: v.ID, Aliases: v.Aliases, Status: states()[v.Analysis.State], Word: v.Analysis.Justification,
		Justification: wordsOf()[v.Analysis.Justification], Response: v.Analysis.Response,
	}
	if s.Justification == "" {
		s.Justification = Justification(s.Word)
	}
	switch {
	case v.Analysis.State == "false_positive":
		s.Impact = cmp.Or(v.Analysis.Detail, "false positive")
	case s.Status == NotAffected:
		s.Impact = v.Analysis.Detail
	default:
		s.Notes = v.Analysis.Detail
	}
	if s.Status == Affected {
		s.Action = v.Recommendation
	}
	for _, a := range v.Affects {
		s.Products = append(s.Products, affectedProducts(a, refs)...)
	}
	return s
}

// affectedProducts returns what an entry is about: each version that has the
// status "affected", or the component as it is where no version is named.
func affectedProducts(a bom.Affected, refs map[string]*bom.Component) []Product {
	p := Product{ID: a.Ref}
	if link, ok := strings.CutPrefix(a.Ref, "urn:cdx:"); ok {
		_, fragment, _ := strings.Cut(link, "#")
		if ref, err := url.PathUnescape(fragment); err == nil && ref != "" {
			p.ID = ref
		}
	}
	if strings.HasPrefix(p.ID, "pkg:") {
		p.PURL = p.ID
	}
	if c := refs[a.Ref]; c != nil {
		p.PURL, p.Hashes = cmp.Or(c.PURL, p.PURL), c.Hashes
	}
	var out []Product
	for _, v := range a.Versions {
		if v.Status == "unaffected" {
			continue
		}
		one := p
		one.Hashes, one.ID = nil, ""
		switch {
		case v.Range != "":
			one.Versions = vers(v.Range)
		case v.Version != "":
			one.Versions = "vers:generic/" + url.PathEscape(v.Version)
		}
		out = append(out, one)
	}
	if len(a.Versions) == 0 {
		return []Product{p}
	}
	return out
}

// BOM returns a bill of materials that holds the statements as vulnerabilities
// with their analysis, and as components what they are about.
func (d *Document) BOM() *bom.Document {
	out := &bom.Document{Revision: max(d.Version, 1), Created: stamp(d.Time)}
	if strings.HasPrefix(d.ID, "urn:uuid:") {
		out.ID = d.ID
	}
	if d.Author != "" {
		out.Authors = []bom.Party{{Name: d.Author, Person: d.Role != ""}}
	}
	if d.Tool != "" {
		name, version, _ := strings.Cut(d.Tool, " ")
		out.Tools = []bom.Tool{{Name: name, Version: version}}
	}
	b := &bomWriter{doc: out, known: map[string]bool{}}
	for i := range d.Statements {
		b.statement(&d.Statements[i], d.Time.Equal(d.Statements[i].Time))
	}
	slices.SortFunc(out.Components, func(x, y *bom.Component) int { return cmp.Compare(x.Ref, y.Ref) })
	return out
}

// bomWriter collects components as statements name them.
type bomWriter struct {
	doc   *bom.Document
	known map[string]bool
}

func (b *bomWriter) statement(s *Statement, inherited bool) {
	v := &bom.Vulnerability{ID: s.Vulnerability, Aliases: s.Aliases}
	v.Analysis = bom.Analysis{Detail: cmp.Or(s.Impact, s.Notes), Response: s.Response}
	if !inherited {
		v.Analysis.LastUpdated = stamp(s.Time)
	}
	switch s.Status {
	case NotAffected:
		v.Analysis.State, v.Analysis.Justification = "not_affected", wordOf(s)
	case Affected:
		v.Analysis.State, v.Recommendation = "exploitable", s.Action
	case Fixed:
		v.Analysis.State = "resolved"
	default:
		v.Analysis.State = "in_triage"
	}
	seen := map[[2]string]bool{}
	for _, p := range s.Products {
		parts := p.Subcomponents
		if len(parts) == 0 {
			parts = []Product{p}
		} else {
			b.component(p, "application")
		}
		for _, part := range parts {
			a := bom.Affected{Ref: b.component(part, "library")}
			if part.Versions != "" {
				a.Versions = []bom.AffectedVersion{{Range: part.Versions, Status: "affected"}}
			}
			if key := [2]string{a.Ref, part.Versions}; !seen[key] {
				seen[key] = true
				v.Affects = append(v.Affects, a)
			}
		}
	}
	b.doc.Vulnerabilities = append(b.doc.Vulnerabilities, v)
}

// component adds a product as component and returns its reference.
func (b *bomWriter) component(p Product, kind string) string {
	ref := cmp.Or(p.PURL, p.ID)
	if ref == "" && len(p.Hashes) > 0 {
		ref = p.Hashes[0].Algorithm + ":" + p.Hashes[0].Value
	}
	if b.known[ref] {
		return ref
	}
	b.known[ref] = true
	c := &bom.Component{Ref: ref, Type: kind, Name: ref, PURL: p.PURL, Hashes: p.Hashes}
	if u, ok := parsePURL(p.PURL); ok {
		c.Group, c.Name, c.Version = u.Namespace, u.Name, u.Version
	}
	b.doc.Components = append(b.doc.Components, c)
	return ref
}
