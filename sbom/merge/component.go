package merge

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// merge makes one component of several.
func (m *merger) merge(e *entry, ref string) *bom.Component {
	out := *e.parts[0].component
	out.Ref, out.Parent, out.Depth, out.Region = ref, "", 0, scan.Region{}
	if len(e.parts) == 1 {
		out.Licenses = e.parts[0].source.renamed(out.Licenses)
		return &out
	}
	out.Hashes, out.Licenses, out.Properties, out.Occurrences, out.References = nil, nil, nil, nil, nil
	out.CPEs, out.OtherIDs, out.Authors = nil, nil, nil
	for _, p := range e.parts {
		c := p.component
		out.Hashes = append(out.Hashes, c.Hashes...)
		out.Licenses = append(out.Licenses, p.source.renamed(c.Licenses)...)
		out.Properties = append(out.Properties, c.Properties...)
		out.Occurrences = append(out.Occurrences, c.Occurrences...)
		out.References = append(out.References, c.References...)
		out.CPEs = append(out.CPEs, c.CPEs...)
		out.OtherIDs = append(out.OtherIDs, c.OtherIDs...)
		out.Authors = append(out.Authors, c.Authors...)
		fill(&out, c)
	}
	out.Hashes, out.Licenses, out.Properties = distinct(out.Hashes), distinct(out.Licenses), distinct(out.Properties)
	out.Occurrences, out.References, out.Authors = distinct(out.Occurrences), distinct(out.References), distinct(out.Authors)
	out.CPEs, out.OtherIDs = distinct(out.CPEs), distinct(out.OtherIDs)
	slices.SortFunc(out.Occurrences, func(a, b bom.Occurrence) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Offset, b.Offset))
	})
	out.Scope = m.widest(e, ref)
	m.compare(e, ref)
	return &out
}

// fill takes over what is not known yet.
func fill(out, c *bom.Component) {
	out.Type, out.Version, out.Description = cmp.Or(out.Type, c.Type), cmp.Or(out.Version, c.Version), cmp.Or(out.Description, c.Description)
	if out.Name == "" {
		out.Group, out.Name = c.Group, c.Name
	}
	out.Copyright, out.PURL, out.SWID = cmp.Or(out.Copyright, c.Copyright), cmp.Or(out.PURL, c.PURL), cmp.Or(out.SWID, c.SWID)
	out.Publisher, out.Source = cmp.Or(out.Publisher, c.Publisher), cmp.Or(out.Source, c.Source)
	out.SourceInfo, out.FileName = cmp.Or(out.SourceInfo, c.SourceInfo), cmp.Or(out.FileName, c.FileName)
	if out.Supplier.IsZero() {
		out.Supplier = c.Supplier
	}
	if out.Manufacturer.IsZero() {
		out.Manufacturer = c.Manufacturer
	}
}

// distinct drops values that were there before.
func distinct[T any](list []T) []T {
	seen := map[string]bool{}
	var out []T
	for _, v := range list {
		text, err := json.Marshal(v)
		if err == nil && seen[string(text)] {
			continue
		}
		seen[string(text)] = true
		out = append(out, v)
	}
	return out
}

// widest returns the scope of something that is needed for several reasons.
func (m *merger) widest(e *entry, ref string) string {
	scopes := map[string]bool{}
	for _, p := range e.parts {
		scopes[p.component.Scope] = true
	}
	m.differ(ref, "scope", e, func(c *bom.Component) string { return c.Scope })
	for _, s := range []string{"required", "", "optional", "excluded"} {
		if scopes[s] {
			return s
		}
	}
	return e.parts[0].component.Scope
}

// compare notes what the parts say differently.
func (m *merger) compare(e *entry, ref string) {
	for field, text := range map[string]func(*bom.Component) string{
		"type": func(c *bom.Component) string { return c.Type }, "name": (*bom.Component).FullName,
		"version": func(c *bom.Component) string { return c.Version }, "supplier": func(c *bom.Component) string { return c.Supplier.Name },
		"source": func(c *bom.Component) string { return c.Source }, "copyright": func(c *bom.Component) string { return c.Copyright },
		"licenses": licenseText,
	} {
		m.differ(ref, field, e, text)
	}
	digests := map[string]string{}
	for _, p := range e.parts {
		for _, h := range p.component.Hashes {
			if old := digests[h.Algorithm]; old != "" && old != h.Value {
				m.conflict(ref, "hashes", h.Algorithm+":"+old, h.Algorithm+":"+h.Value)
			}
			digests[h.Algorithm] = h.Value
		}
	}
}

func licenseText(c *bom.Component) string {
	var list []string
	for _, l := range c.Licenses {
		list = append(list, strings.TrimSpace(l.Acknowledgement+" "+l.Value()))
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), ", ")
}

// differ notes a conflict where parts that say something do not say the same.
func (m *merger) differ(ref, field string, e *entry, text func(*bom.Component) string) {
	said := map[string]bool{}
	for _, p := range e.parts {
		if t := text(p.component); t != "" {
			said[t] = true
		}
	}
	if len(said) < 2 {
		return
	}
	for t := range said {
		m.conflict(ref, field, t)
	}
}

func (m *merger) conflict(ref, field string, values ...string) {
	k := [2]string{ref, field}
	if m.conflicts[k] == nil {
		m.conflicts[k] = map[string]bool{}
	}
	for _, v := range values {
		m.conflicts[k][v] = true
	}
}
