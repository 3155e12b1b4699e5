package merge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// unused returns a reference that nothing has, and takes it.
func (m *merger) unused(base string) string {
	ref := base
	for n := 2; m.taken[ref] || ref == ""; n++ {
		ref = base + "#" + strconv.Itoa(n)
	}
	m.taken[ref] = true
	return ref
}

// licenseTexts keeps the texts that expressions refer to. A reference that
// stands for another text elsewhere is renamed.
func (m *merger) licenseTexts() {
	for _, s := range m.sources {
		for _, l := range s.Licenses {
			old, known := m.texts[l.ID]
			if known && old != l.Text && l.ID != "" {
				sum := sha256.Sum256([]byte(l.Text))
				id := l.ID + "-" + hex.EncodeToString(sum[:4])
				s.texts[l.ID] = id
				m.conflict("", "license text", l.ID, id)
				l.ID = id
				_, known = m.texts[id]
			}
			if !known || l.ID == "" {
				m.texts[l.ID] = l.Text
				m.result.Document.Licenses = append(m.result.Document.Licenses, l)
			}
		}
	}
}

// renamed returns licenses with the references that the result has.
func (s *source) renamed(list []bom.License) []bom.License {
	if len(s.texts) == 0 {
		return list
	}
	return each(list, func(l bom.License) bom.License {
		words := each(strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(l.Expression)), func(w string) string { return cmp.Or(s.texts[w], w) })
		l.Expression = strings.NewReplacer("( ", "(", " )", ")").Replace(strings.Join(words, " "))
		l.ID = cmp.Or(s.texts[l.ID], l.ID)
		return l
	})
}

func each[A, B any](list []A, turn func(A) B) []B {
	out := make([]B, 0, len(list))
	for _, v := range list {
		out = append(out, turn(v))
	}
	return out
}

// ref returns the reference that something of a document has in the result.
func (s *source) ref(old string) string {
	if e := s.byRef[old]; e != nil {
		return e.merged.Ref
	}
	return s.refs[old]
}

// relationships keeps files, and what SPDX tells besides dependencies. What a
// document describes is told by the root.
func (m *merger) relationships() {
	d := m.result.Document
	files := map[string]string{}
	for _, s := range m.sources {
		for _, f := range s.Files {
			out := *f
			out.Ref, out.Licenses = "", s.renamed(f.Licenses)
			text, err := json.Marshal(out)
			if old := files[string(text)]; old != "" && err == nil && m.config.Mode == Flat {
				s.refs[f.Ref] = old
				continue
			}
			out.Ref = m.unused(f.Ref)
			files[string(text)], s.refs[f.Ref] = out.Ref, out.Ref
			d.Files = append(d.Files, &out)
		}
		for _, sv := range s.Services {
			m.service(s, sv)
		}
	}
	for _, s := range m.sources {
		for _, r := range s.Relationships {
			m.relationship(s, r)
		}
	}
	d.Relationships = distinct(d.Relationships)
}

func (m *merger) relationship(s *source, r bom.Relationship) {
	if r.Type == "DESCRIBES" || r.Type == "DESCRIBED_BY" {
		return
	}
	from := s.ref(r.From)
	var to []string
	for _, old := range r.To {
		ref := s.ref(old)
		if old == "NONE" || old == "NOASSERTION" {
			ref = old
		}
		if ref == "" {
			m.loose(s, r.From, old)
			continue
		}
		to = append(to, ref)
	}
	if from == "" || len(to) == 0 {
		return
	}
	r.From, r.To = from, to
	m.result.Document.Relationships = append(m.result.Document.Relationships, r)
}

func (m *merger) service(s *source, sv *bom.Service) {
	d := m.result.Document
	out := *sv
	out.Parent, out.Licenses = s.refs[sv.Parent], s.renamed(sv.Licenses)
	out.Ref = ""
	text, err := json.Marshal(out)
	if old := m.services[string(text)]; old != "" && err == nil && m.config.Mode == Flat {
		s.refs[sv.Ref] = old
		return
	}
	out.Ref = m.unused(sv.Ref)
	s.refs[sv.Ref], m.services[string(text)] = out.Ref, out.Ref
	d.Services = append(d.Services, &out)
}

// rest keeps vulnerabilities. The same one is told once if the documents came to
// the same result about it.
func (m *merger) rest() {
	d := m.result.Document
	for _, s := range m.sources {
		for _, v := range s.Vulnerabilities {
			out := *v
			out.Affects = nil
			for _, a := range v.Affects {
				if ref := s.ref(a.Ref); ref != "" {
					a.Ref = ref
					out.Affects = append(out.Affects, a)
				} else {
					m.loose(s, v.ID, a.Ref)
				}
			}
			m.vulnerability(d, &out)
		}
	}
}

func (m *merger) vulnerability(d *bom.Document, v *bom.Vulnerability) {
	known := m.vulnerabilities[[2]string{v.ID, v.Source}]
	for _, old := range known {
		if old.Analysis.State == v.Analysis.State && old.Analysis.Justification == v.Analysis.Justification && old.Analysis.Detail == v.Analysis.Detail {
			old.Affects = distinct(append(old.Affects, v.Affects...))
			return
		}
		m.conflict(cmp.Or(old.Ref, old.ID), "analysis", cmp.Or(old.Analysis.State, "none"), cmp.Or(v.Analysis.State, "none"))
	}
	if v.Ref != "" {
		v.Ref = m.unused(v.Ref)
	}
	d.Vulnerabilities = append(d.Vulnerabilities, v)
	if v.ID != "" {
		m.vulnerabilities[[2]string{v.ID, v.Source}] = append(known, v)
	}
}

// metadata combines what is said about the documents themselves.
func (m *merger) metadata() {
	d := m.result.Document
	for _, s := range m.sources {
		d.Authors, d.Tools = append(d.Authors, s.Authors...), append(d.Tools, s.Tools...)
		d.DataLicenses, d.Lifecycles = append(d.DataLicenses, s.DataLicenses...), append(d.Lifecycles, s.Lifecycles...)
		d.Properties = append(d.Properties, s.Properties...)
		d.References = append(d.References, s.References...)
		if u := link(s.Document); u != "" {
			d.References = append(d.References, bom.Reference{Type: "bom", URL: u})
		}
		if at := s.CreatedUTC(); at > d.Created {
			d.Created = at
		}
	}
	if !m.config.Created.IsZero() {
		d.Created = m.config.Created.UTC().Format(time.RFC3339)
	}
	d.Authors, d.Tools, d.DataLicenses, d.Lifecycles = distinct(d.Authors), distinct(d.Tools), distinct(d.DataLicenses), distinct(d.Lifecycles)
	d.Properties, d.References = distinct(d.Properties), distinct(d.References)
	m.parties(d)
}

// parties keeps supplier and manufacturer if all documents have the same.
func (m *merger) parties(d *bom.Document) {
	var suppliers, manufacturers []bom.Party
	for _, s := range m.sources {
		suppliers, manufacturers = append(suppliers, s.Supplier), append(manufacturers, s.Manufacturer)
	}
	if one := distinct(suppliers); len(one) == 1 {
		d.Supplier = one[0]
	}
	if one := distinct(manufacturers); len(one) == 1 {
		d.Manufacturer = one[0]
	}
}

// link returns the address of a document: a BOM-Link of CycloneDX, or the
// namespace of SPDX.
func link(d *bom.Document) string {
	if serial, ok := strings.CutPrefix(d.ID, "urn:uuid:"); ok {
		return "urn:cdx:" + strings.ToLower(serial) + "/" + strconv.Itoa(max(d.Revision, 1))
	}
	return d.ID
}

// report puts joins and conflicts in order.
func (m *merger) report() {
	for _, k := range slices.SortedFunc(maps.Keys(m.conflicts), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		m.result.Conflicts = append(m.result.Conflicts, Conflict{Ref: k[0], Field: k[1], Values: slices.Sorted(maps.Keys(m.conflicts[k]))})
	}
	slices.SortStableFunc(m.result.Loose, func(a, b Loose) int {
		return cmp.Or(cmp.Compare(a.Document, b.Document), cmp.Compare(a.From, b.From), cmp.Compare(a.Ref, b.Ref))
	})
	m.result.Loose = slices.Compact(m.result.Loose)
	slices.SortStableFunc(m.result.Joined, func(a, b Join) int { return cmp.Compare(a.Ref, b.Ref) })
}
