package enrich

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/license"
)

func (p *patcher) spdx(root jsonpos.Value, patch Patch) {
	p.spdxDocument(spot{root, ""}, patch.Document)
	patches := newIndex(patch.Components)
	for s := range (spot{root, ""}).each("packages") {
		for _, i := range patches.meant(s.ref("SPDXID"), packageURL(s)) {
			p.matched[i] = true
			p.spdxPackage(s, patch.Components[i], root.Get("spdxVersion").Str())
		}
	}
}

func packageURL(s spot) string {
	for ref := range s.each("externalRefs") {
		if ref.get("referenceType").Str() == "purl" {
			return strings.TrimSpace(ref.get("referenceLocator").Str())
		}
	}
	return ""
}

func (p *patcher) spdxDocument(root spot, d DocumentPatch) {
	for field, wanted := range map[string]bool{"supplier": d.Supplier != Party{}, "manufacturer": d.Manufacturer != Party{}, "lifecycles": len(d.Lifecycles) > 0, "properties": len(d.Properties) > 0} {
		if wanted {
			p.keep("", field, "SPDX 2 has no place for it")
		}
	}
	slices.SortFunc(p.result.Kept, func(a, b Kept) int { return strings.Compare(a.Field, b.Field) })
	if d.License != "" {
		p.set(root, "dataLicense", d.License)
	}
	if d.Timestamp == "" && len(d.Authors) == 0 {
		return
	}
	var creators []any
	for _, a := range d.Authors {
		creators = append(creators, actor(a))
	}
	switch info := root.get("creationInfo"); info.Kind() {
	case jsonpos.Object:
		s := spot{info, "/creationInfo"}
		if d.Timestamp != "" {
			p.set(s, "created", d.Timestamp)
		}
		p.add(s, "creators", creators)
	case jsonpos.Absent, jsonpos.Null:
		var m members
		if d.Timestamp != "" {
			m = append(m, member{"created", d.Timestamp})
		}
		if len(creators) > 0 {
			m = append(m, member{"creators", creators})
		}
		p.set(root, "creationInfo", m)
	default:
		p.keep("", "creationInfo", "something else is in place of an object")
	}
}

// actor writes a party as SPDX does (2.3, clause 6.8).
func actor(p Party) string {
	kind := "Organization: "
	if p.Person {
		kind = "Person: "
	}
	contact := p.Email
	if contact == "" {
		contact = p.URL
	}
	if contact == "" {
		return kind + p.Name
	}
	return strings.TrimSpace(kind+p.Name) + " (" + contact + ")"
}

func (p *patcher) spdxPackage(s spot, c ComponentPatch, version string) {
	for _, one := range []member{{"versionInfo", c.Version}, {"copyrightText", c.Copyright}} {
		if one.value != "" {
			p.set(s, one.key, one.value)
		}
	}
	if (c.Supplier != Party{}) {
		p.set(s, "supplier", actor(c.Supplier))
	}
	if (c.Manufacturer != Party{}) {
		p.set(s, "originator", actor(c.Manufacturer))
	}
	if len(c.Licenses) > 0 {
		p.spdxLicense(s, c)
	}
	p.digests(s, "checksums", "algorithm", "checksumValue", c.Hashes, 1)
	if len(c.Properties) > 0 {
		p.keep(s.pointer, "properties", "SPDX 2 has no place for it")
	}
	p.spdxReferences(s, c, version)
}

func (p *patcher) spdxLicense(s spot, c ComponentPatch) {
	key := "licenseDeclared"
	if c.Concluded {
		key = "licenseConcluded"
	}
	text, wrong := joined(c.Licenses)
	if wrong != "" {
		p.keep(s.pointer, key, "no SPDX expression: "+wrong)
		return
	}
	p.set(s, key, text)
}

// joined returns licenses as one expression, or else the first that is none.
func joined(licenses []string) (text, wrong string) {
	var list []string
	for _, l := range licenses {
		if !license.IsExpression(l) {
			return "", l
		}
		if id := license.ID(l); id != "" {
			l = id
		}
		list = append(list, l)
	}
	return conjunction(list), ""
}

func (p *patcher) spdxReferences(s spot, c ComponentPatch, version string) {
	manager := "PACKAGE-MANAGER"
	if version == "SPDX-2.2" || version == "SPDX-2.1" {
		manager = "PACKAGE_MANAGER"
	}
	var wanted [][3]string
	if c.PURL != "" {
		if old := packageURL(s); old == "" {
			wanted = append(wanted, [3]string{manager, "purl", c.PURL})
		} else if old != c.PURL {
			p.keep(s.pointer, "externalRefs", "the document says otherwise")
		}
	}
	if c.CPE != "" {
		kind := "cpe23Type"
		if strings.HasPrefix(c.CPE, "cpe:/") {
			kind = "cpe22Type"
		}
		wanted = append(wanted, [3]string{"SECURITY", kind, c.CPE})
	}
	for _, r := range c.References {
		wanted = append(wanted, [3]string{"OTHER", r.Type, r.URL})
		if len(r.Hashes) > 0 {
			p.keep(s.pointer, "externalRefs", "SPDX 2 has no place for digests of references")
		}
	}
	var added []any
	for _, w := range wanted {
		known := false
		for ref := range s.each("externalRefs") {
			known = known || ref.get("referenceType").Str() == w[1] && ref.get("referenceLocator").Str() == w[2]
		}
		if !known {
			added = append(added, members{{"referenceCategory", w[0]}, {"referenceType", w[1]}, {"referenceLocator", w[2]}})
		}
	}
	p.add(s, "externalRefs", added)
}
