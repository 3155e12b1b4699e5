package spdx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

const documentRef = "SPDXRef-DOCUMENT"

// readTwo reads a document of SPDX 2.
func (r *reader) readTwo(t tree) {
	d := r.doc
	d.SpecVersion, d.ID, d.Name, d.Comment = t.text("spdxVersion"), t.text("documentNamespace"), t.text("name"), first(t.text("comment"), t.get("creationInfo").text("comment"))
	if l := t.text("dataLicense"); l != "" {
		d.DataLicenses = []bom.License{{ID: l}}
	}
	info := t.get("creationInfo")
	d.Created = stated(info.text("created"))
	for _, who := range info.texts("creators") {
		r.creator(who)
	}
	for p := range r.objects(t, "packages", "a package") {
		c := r.packageTwo(p)
		if c.Ref == "" {
			c.Ref = "#/packages/" + strconv.Itoa(len(d.Components))
		}
		d.Components = append(d.Components, c)
	}
	for f := range r.objects(t, "files", "a file") {
		d.Files = append(d.Files, fileTwo(f))
	}
	for l := range r.objects(t, "hasExtractedLicensingInfos", "a license") {
		d.Licenses = append(d.Licenses, bom.License{ID: l.text("licenseId"), Name: l.text("name"), Text: l.text("extractedText")})
	}
	for rel := range r.objects(t, "relationships", "a relationship") {
		d.Relationships = append(d.Relationships, bom.Relationship{
			From: rel.text("spdxElementId"), Type: rel.text("relationshipType"), To: []string{rel.text("relatedSpdxElement")},
		})
	}
	r.link(documentRef, t.texts("documentDescribes"))
}

// objects yields the elements of a list that are objects, and tells of others,
// up to the limit.
func (r *reader) objects(t tree, key, what string) func(func(tree) bool) {
	return func(yield func(tree) bool) {
		n := 0
		for e := range t.list(key) {
			start, end := e.span()
			if n++; n > bom.MaxItems {
				r.problem(start, end, fmt.Sprintf("%v: the limit is %d, the rest is not read", bom.ErrLimit, bom.MaxItems))
				return
			}
			if !e.isObject() {
				r.problem(start, end, "something else in place of "+what)
				continue
			}
			if !yield(e) {
				return
			}
		}
	}
}

func (r *reader) creator(who string) {
	if name, ok := strings.CutPrefix(who, "Tool:"); ok {
		r.doc.Tools = append(r.doc.Tools, toolOf(strings.TrimSpace(name)))
		return
	}
	if p := actor(who); !p.IsZero() {
		r.doc.Authors = append(r.doc.Authors, p)
	}
}

// toolOf splits "name-version". A version may have dashes itself, as semantic
// ones, pseudo-versions of Go and dates do: it begins where all the rest is such a
// one, and else behind the last dash with a number after it.
func toolOf(text string) bom.Tool {
	last := -1
	for i := 1; i+1 < len(text); i++ {
		if text[i] != '-' {
			continue
		}
		rest := strings.TrimPrefix(text[i+1:], "v")
		if release(rest) || text[i+1:] == "(devel)" {
			last = i
			break
		}
		if digits(rest) > 0 {
			last = i
		}
	}
	if last < 0 {
		return bom.Tool{Name: text}
	}
	return bom.Tool{Name: text[:last], Version: text[last+1:]}
}

// release reports whether a text begins with three numbers that dots or, in a
// date, dashes are between, and then ends or goes on behind a dash or a plus.
func release(text string) bool {
	for _, sep := range []byte{'.', '-'} {
		rest, parts := text, 0
		for n := digits(rest); n > 0; n = digits(rest) {
			if rest, parts = rest[n:], parts+1; parts == 3 || rest == "" || rest[0] != sep {
				break
			}
			rest = rest[1:]
		}
		if parts == 3 && (rest == "" || rest[0] == '-' || rest[0] == '+') && (sep == '.' || len(text)-len(rest) == len("2006-01-02")) {
			return true
		}
	}
	return false
}

// digits returns the number of digits that a text begins with.
func digits(text string) int { return len(text) - len(strings.TrimLeft(text, "0123456789")) }

// actor reads "Organization: name (address)".
func actor(text string) bom.Party {
	if absent(text) {
		return bom.Party{}
	}
	kind, name, ok := strings.Cut(text, ":")
	if !ok {
		return bom.Party{Name: strings.TrimSpace(text)}
	}
	p := bom.Party{Name: strings.TrimSpace(name), Person: strings.TrimSpace(kind) == "Person"}
	if i := strings.LastIndexByte(p.Name, '('); i >= 0 && strings.HasSuffix(p.Name, ")") {
		p.Email = strings.TrimSpace(p.Name[i+1 : len(p.Name)-1])
		p.Name = strings.TrimSpace(p.Name[:i])
	}
	return p
}

// absent reports whether a value says that there is none.
func absent(s string) bool { return s == "" || s == "NOASSERTION" || s == "NONE" }

func present(s string) string {
	if absent(s) {
		return ""
	}
	return s
}

func (r *reader) packageTwo(t tree) *bom.Component {
	c := &bom.Component{
		Ref: t.text("SPDXID"), Name: t.text("name"), Version: present(t.text("versionInfo")), FileName: t.text("packageFileName"),
		Supplier: actor(t.text("supplier")), Manufacturer: actor(t.text("originator")), Source: present(t.text("downloadLocation")),
		Copyright: present(t.text("copyrightText")), Description: first(t.text("description"), t.text("summary")),
		Hashes: checksums(t), Licenses: licensesTwo(t), SourceInfo: t.text("sourceInfo"),
	}
	setPurpose(c, t.text("primaryPackagePurpose"))
	for ref := range r.objects(t, "externalRefs", "an external reference") {
		r.external(c, ref)
	}
	if home := present(t.text("homepage")); home != "" {
		c.References = append(c.References, bom.Reference{Type: "website", URL: home})
	}
	start, end := t.span()
	c.Region = r.region(start, end)
	return c
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// setPurpose translates what a package is for; words without a counterpart are
// kept as a property.
func setPurpose(c *bom.Component, purpose string) {
	word := strings.ReplaceAll(strings.ToLower(purpose), "_", "-")
	if word == "operatingsystem" {
		word = "operating-system"
	}
	c.Type = purposes()[word]
	if c.Type == "" && word != "" {
		c.Properties = append(c.Properties, bom.Property{Name: "spdx:purpose", Value: word})
	}
}

func (r *reader) external(c *bom.Component, ref tree) {
	kind, locator := ref.text("referenceType"), strings.TrimSpace(ref.text("referenceLocator"))
	switch {
	case kind == "purl" || strings.HasSuffix(kind, "/purl"):
		if c.PURL == "" {
			c.PURL = locator
			return
		}
		c.OtherIDs = append(c.OtherIDs, locator)
	case strings.HasSuffix(kind, "cpe23Type") || strings.HasSuffix(kind, "cpe22Type"):
		c.CPEs = append(c.CPEs, locator)
	case kind == "swh" || kind == "gitoid":
		c.OtherIDs = append(c.OtherIDs, locator)
	case kind == "swid":
		c.SWID = locator
	default:
		c.References = append(c.References, bom.Reference{Type: kind, URL: locator, Comment: ref.text("comment")})
	}
}

func checksums(t tree) []scan.Hash {
	var out []scan.Hash
	for c := range t.list("checksums") {
		if a, v := c.text("algorithm"), c.text("checksumValue"); a != "" && v != "" {
			out = append(out, bom.Hash(a, v))
		}
	}
	return out
}

func licensesTwo(t tree) []bom.License {
	var out []bom.License
	for _, pair := range [][2]string{{"licenseDeclared", "declared"}, {"licenseConcluded", "concluded"}} {
		if e := t.text(pair[0]); e != "" && e != "NOASSERTION" {
			out = append(out, bom.License{Expression: e, Acknowledgement: pair[1]})
		}
	}
	return out
}

func fileTwo(t tree) *bom.File {
	return &bom.File{
		Ref: t.text("SPDXID"), Name: t.text("fileName"), Types: t.texts("fileTypes"), Hashes: checksums(t),
		Licenses: licensesTwo(t), Copyright: present(t.text("copyrightText")),
	}
}
