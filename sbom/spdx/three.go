package spdx

import (
	"strings"
	"unicode"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/license"
	"github.com/penstock-dev/penstock/scan"
)

// isThree reports whether a document is SPDX 3 JSON-LD: its context or its
// graph says so.
func (r *reader) isThree(t tree) bool {
	for _, c := range t.texts("@context") {
		if strings.Contains(c, "spdx.org/rdf/3") {
			return true
		}
	}
	for e := range t.list("@graph") {
		if e.text("spdxId") != "" {
			return true
		}
	}
	return false
}

// three holds the elements of a document while it is read.
type three struct {
	*reader
	byID      map[string]tree
	root      tree // the SpdxDocument
	info      tree // the CreationInfo that the document has
	described []string
	licensed  []bom.Relationship
	defined   map[string]bool // licenses that have a text
}

func (r *reader) readThree(t tree) {
	x := &three{reader: r, byID: map[string]tree{}, defined: map[string]bool{}}
	var elements []tree
	if t.get("@graph").json.Kind() == jsonpos.Array {
		for e := range r.objects(t, "@graph", "an element") {
			elements = append(elements, e)
		}
	} else {
		elements = []tree{t}
	}
	for _, e := range elements {
		x.note(e)
	}
	x.document()
	for _, e := range elements {
		x.element(e)
	}
	x.license()
	r.link(r.doc.ID, x.described)
}

// kindOf returns an element's type in one spelling: 3.0 documents write
// software_Package, drafts of it software:Package or Package.
func kindOf(e tree) string {
	kind := first(e.text("type"), e.text("@type"))
	if i := strings.LastIndexAny(kind, "_:/"); i >= 0 {
		return kind[i+1:]
	}
	return kind
}

func idOf(e tree) string { return first(e.text("spdxId"), e.text("@id")) }

func (x *three) note(e tree) {
	if id := idOf(e); id != "" {
		x.byID[id] = e
	}
	switch kindOf(e) {
	case "SpdxDocument":
		if !x.root.isObject() {
			x.root = e
		}
	case "CreationInfo":
		if !x.info.isObject() {
			x.info = e
		}
	}
}

// resolve returns the element that a value names or holds.
func (x *three) resolve(v tree) tree {
	if v.isObject() {
		return v
	}
	return x.byID[v.str()]
}

func (x *three) document() {
	d := x.doc
	d.ID, d.Name, d.Comment = idOf(x.root), x.root.text("name"), x.root.text("comment")
	if info := x.resolve(x.root.get("creationInfo")); info.isObject() {
		x.info = info
	}
	d.SpecVersion, d.Created = x.info.text("specVersion"), stated(x.info.text("created"))
	d.Comment = first(d.Comment, x.info.text("comment"))
	for who := range x.info.list("createdBy") {
		if p := x.party(who); !p.IsZero() {
			d.Authors = append(d.Authors, p)
		}
	}
	for tool := range x.info.list("createdUsing") {
		if name := x.resolve(tool).text("name"); name != "" {
			d.Tools = append(d.Tools, toolOf(name))
		}
	}
	if l := x.expression(x.root.get("dataLicense")); l.Value() != "" {
		d.DataLicenses = []bom.License{l}
	}
	for root := range x.root.list("rootElement") {
		x.describe(root)
	}
}

// describe notes a root; one that is a bill of materials stands for the roots
// of that.
func (x *three) describe(v tree) {
	e := x.resolve(v)
	if k := kindOf(e); k == "Sbom" || k == "Bom" {
		for root := range e.list("rootElement") {
			x.described = append(x.described, first(root.str(), idOf(root)))
		}
		return
	}
	if ref := first(v.str(), idOf(e)); ref != "" {
		x.described = append(x.described, ref)
	}
}

func (x *three) element(e tree) {
	d := x.doc
	switch kind := kindOf(e); {
	case kind == "Package" || kind == "AIPackage" || kind == "DatasetPackage":
		d.Components = append(d.Components, x.packageThree(e))
	case kind == "File":
		d.Files = append(d.Files, &bom.File{
			Ref: idOf(e), Name: e.text("name"), Hashes: hashesThree(e), Copyright: present(e.text("software_copyrightText")),
			Types: append(e.texts("software_primaryPurpose"), e.texts("software_additionalPurpose")...),
		})
	case strings.HasSuffix(kind, "Relationship"):
		x.relationship(e)
	}
}

func (x *three) party(v tree) bom.Party {
	e := x.resolve(v)
	p := bom.Party{Name: e.text("name"), Person: kindOf(e) == "Person"}
	for _, id := range identifiers(e) {
		if id.text("externalIdentifierType") == "email" && p.Email == "" {
			p.Email = id.text("identifier")
		}
	}
	return p
}

func (x *three) packageThree(e tree) *bom.Component {
	c := &bom.Component{
		Ref: idOf(e), Name: e.text("name"), Version: present(e.text("software_packageVersion")), PURL: e.text("software_packageUrl"),
		Source: present(e.text("software_downloadLocation")), Copyright: present(e.text("software_copyrightText")),
		Description: first(e.text("description"), e.text("summary")), Hashes: hashesThree(e), Supplier: x.party(e.get("suppliedBy")),
		SourceInfo: e.text("software_sourceInfo"),
	}
	setPurpose(c, e.text("software_primaryPurpose"))
	for who := range e.list("originatedBy") {
		if p := x.party(who); c.Manufacturer.IsZero() {
			c.Manufacturer = p
		}
	}
	for _, id := range identifiers(e) {
		identify(c, id.text("externalIdentifierType"), id.text("identifier"))
	}
	for ref := range e.list("externalRef") {
		for _, url := range ref.texts("locator") {
			c.References = append(c.References, bom.Reference{Type: referenceType(ref.text("externalRefType")), URL: url, Comment: ref.text("comment")})
		}
	}
	if home := present(e.text("software_homePage")); home != "" {
		c.References = append(c.References, bom.Reference{Type: "website", URL: home})
	}
	start, end := e.span()
	c.Region = x.region(start, end)
	return c
}

// identifiers returns the external identifiers of an element. Some tools write
// the name of the list in the plural.
func identifiers(e tree) []tree {
	var out []tree
	for _, key := range []string{"externalIdentifier", "externalIdentifiers"} {
		for id := range e.list(key) {
			out = append(out, id)
		}
	}
	return out
}

func identify(c *bom.Component, kind, value string) {
	switch kind {
	case "packageUrl", "packageURL", "purl":
		if c.PURL == "" {
			c.PURL = value
		}
	case "cpe22", "cpe23":
		c.CPEs = append(c.CPEs, value)
	case "swid":
		c.SWID = value
	default:
		c.OtherIDs = append(c.OtherIDs, value)
	}
}

func hashesThree(e tree) []scan.Hash {
	var out []scan.Hash
	for h := range e.list("verifiedUsing") {
		if a, v := h.text("algorithm"), h.text("hashValue"); a != "" && v != "" {
			out = append(out, bom.Hash(a, v))
		}
	}
	return out
}

func (x *three) relationship(e tree) {
	rel := bom.Relationship{Type: snake(e.text("relationshipType")), Completeness: e.text("completeness"), Scope: e.text("scope")}
	rel.From = first(e.get("from").str(), idOf(e.get("from")))
	for to := range e.list("to") {
		rel.To = append(rel.To, individual(first(to.str(), idOf(to))))
		if id := idOf(to); id != "" {
			x.byID[id] = to
		}
	}
	x.doc.Relationships = append(x.doc.Relationships, rel)
	if rel.Type == "HAS_DECLARED_LICENSE" || rel.Type == "HAS_CONCLUDED_LICENSE" {
		x.licensed = append(x.licensed, rel)
	}
}

// individual returns the words of SPDX 2 for the elements that stand for none and
// for no assertion.
func individual(ref string) string {
	switch {
	case strings.HasSuffix(ref, "/Core/NoneElement"):
		return "NONE"
	case strings.HasSuffix(ref, "/Core/NoAssertionElement"):
		return "NOASSERTION"
	default:
		return ref
	}
}

// snake turns "dependsOn" into "DEPENDS_ON".
func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// license puts the licenses that relationships name on packages and files.
func (x *three) license() {
	components := map[string]*bom.Component{}
	for _, c := range x.doc.Components {
		components[c.Ref] = c
	}
	files := map[string]*bom.File{}
	for _, f := range x.doc.Files {
		files[f.Ref] = f
	}
	for _, rel := range x.licensed {
		for _, to := range rel.To {
			l := x.expressionOf(x.byID[to], to)
			if l.Value() == "" {
				continue
			}
			l.Acknowledgement = "declared"
			if rel.Type == "HAS_CONCLUDED_LICENSE" {
				l.Acknowledgement = "concluded"
			}
			if c := components[rel.From]; c != nil {
				c.Licenses = append(c.Licenses, l)
			} else if f := files[rel.From]; f != nil {
				f.Licenses = append(f.Licenses, l)
			}
		}
	}
}

func (x *three) expression(v tree) bom.License { return x.expressionOf(x.resolve(v), v.str()) }

// texts notes the texts of references that an expression names.
func (x *three) texts(e tree) {
	for entry := range e.list("simplelicensing_customIdToUri") {
		id := entry.text("key")
		text := x.resolve(entry.get("value"))
		if !text.isObject() || x.defined[id] {
			continue
		}
		x.defined[id] = true
		x.doc.Licenses = append(x.doc.Licenses, bom.License{ID: id, Name: text.text("name"), Text: licenseText(text)})
	}
}

func licenseText(e tree) string {
	return first(e.text("simplelicensing_licenseText"), e.text("licenseText"))
}

// expressionOf returns the license that an element stands for. Listed licenses
// and the individuals NONE and NOASSERTION need no element.
func (x *three) expressionOf(e tree, ref string) bom.License {
	if text := e.text("simplelicensing_licenseExpression"); text != "" && text != "NOASSERTION" {
		x.texts(e)
		return bom.License{Expression: text}
	}
	switch {
	case kindOf(e) == "SimpleLicensingText" || kindOf(e) == "CustomLicense":
		return bom.License{Name: e.text("name"), Text: licenseText(e)}
	case kindOf(e) == "License" && license.ID(e.text("name")) != "": // as drafts of SPDX 3 have it
		return bom.License{ID: e.text("name")}
	case kindOf(e) == "License":
		return bom.License{Name: e.text("name"), Text: e.text("licenseText")}
	case strings.Contains(ref, "spdx.org/licenses/"):
		return bom.License{ID: ref[strings.LastIndexByte(ref, '/')+1:]}
	case !e.isObject() && license.ID(ref) != "":
		return bom.License{ID: ref}
	case strings.HasSuffix(ref, "NoneLicense"):
		return bom.License{Expression: "NONE"}
	default:
		return bom.License{}
	}
}
