package spdx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

type documentJSON struct {
	Version   string `json:"spdxVersion"`
	License   string `json:"dataLicense"`
	ID        string `json:"SPDXID"`
	Name      string `json:"name"`
	Namespace string `json:"documentNamespace"`
	Comment   string `json:"comment,omitempty"`
	Creation  struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	} `json:"creationInfo"`
	Packages      []packageJSON      `json:"packages"`
	Files         []fileJSON         `json:"files,omitempty"`
	Relationships []relationshipJSON `json:"relationships"`
	Licenses      []licenseJSON      `json:"hasExtractedLicensingInfos,omitempty"`
}

type packageJSON struct {
	ID            string          `json:"SPDXID"`
	Name          string          `json:"name"`
	Version       string          `json:"versionInfo,omitempty"`
	FileName      string          `json:"packageFileName,omitempty"`
	Supplier      string          `json:"supplier"`
	Originator    string          `json:"originator,omitempty"`
	Download      string          `json:"downloadLocation"`
	FilesAnalyzed bool            `json:"filesAnalyzed"`
	Verification  *codeJSON       `json:"packageVerificationCode,omitempty"`
	Checksums     []checksumJSON  `json:"checksums,omitempty"`
	SourceInfo    string          `json:"sourceInfo,omitempty"`
	Concluded     string          `json:"licenseConcluded"`
	Declared      string          `json:"licenseDeclared"`
	Copyright     string          `json:"copyrightText"`
	Description   string          `json:"description,omitempty"`
	Purpose       string          `json:"primaryPackagePurpose,omitempty"`
	References    []referenceJSON `json:"externalRefs,omitempty"`
}

type codeJSON struct {
	Value string `json:"packageVerificationCodeValue"`
}

type fileJSON struct {
	ID        string         `json:"SPDXID"`
	Name      string         `json:"fileName"`
	Types     []string       `json:"fileTypes,omitempty"`
	Checksums []checksumJSON `json:"checksums"`
	Concluded string         `json:"licenseConcluded"`
	Copyright string         `json:"copyrightText"`
}

type checksumJSON struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

type referenceJSON struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
	Comment  string `json:"comment,omitempty"`
}

type relationshipJSON struct {
	From string `json:"spdxElementId"`
	Type string `json:"relationshipType"`
	To   string `json:"relatedSpdxElement"`
}

type licenseJSON struct {
	ID   string `json:"licenseId"`
	Name string `json:"name,omitempty"`
	Text string `json:"extractedText"`
}

// two makes SPDX 2.3 of a document.
type two struct {
	doc      *bom.Document
	names    *names
	licenses *licenser
}

func newTwo(d *bom.Document) *two { return &two{d, newNames(d), newLicenser(d)} }

func (w *two) document(namespace, created string) any {
	d := w.doc
	out := &documentJSON{Version: "SPDX-2.3", License: "CC0-1.0", ID: documentRef, Name: documentName(d), Namespace: namespace, Comment: d.Comment, Packages: []packageJSON{}}
	out.Creation.Created, out.Creation.Creators = created, creators(d)
	for _, c := range d.Components {
		out.Packages = append(out.Packages, w.component(c))
	}
	for _, f := range d.Files {
		if digest(f) == "" {
			out.Packages = append(out.Packages, w.component(&bom.Component{Ref: f.Ref, Type: "file", Name: f.Name, Licenses: f.Licenses, Copyright: f.Copyright}))
			continue
		}
		out.Files = append(out.Files, fileJSON{
			ID: w.names.byRef[f.Ref], Name: f.Name, Types: translate(fileTypes(), f.Types), Checksums: sums(f.Hashes),
			Concluded: cmp.Or(w.licenses.expression(f.Licenses), noAssertion), Copyright: cmp.Or(f.Copyright, noAssertion),
		})
	}
	out.Relationships = w.relationships()
	w.verify(out.Packages)
	for _, l := range w.licenses.texts {
		out.Licenses = append(out.Licenses, licenseJSON{l.ID, l.Name, cmp.Or(l.Text, noAssertion)})
	}
	return out
}

// documentName is the document's own, or that of what it describes.
func documentName(d *bom.Document) string {
	if root := d.Root(); d.Name == "" && root != nil {
		return strings.TrimSuffix(root.FullName()+"-"+root.Version, "-")
	}
	return cmp.Or(d.Name, "document")
}

// creators lists tools first. SPDX wants at least one.
func creators(d *bom.Document) []string {
	var out []string
	for _, t := range d.Tools {
		out = append(out, "Tool: "+strings.TrimSuffix(t.Name+"-"+t.Version, "-"))
	}
	for _, p := range d.Authors {
		out = append(out, who(p))
	}
	if len(out) == 0 {
		out = append(out, "Tool: penstock")
	}
	return out
}

func who(p bom.Party) string {
	kind := "Organization: "
	if p.Person {
		kind = "Person: "
	}
	text := kind + cmp.Or(p.Name, p.Email)
	if p.Email != "" && p.Name != "" {
		text += " (" + p.Email + ")"
	}
	return text
}

func (w *two) component(c *bom.Component) packageJSON {
	p := packageJSON{
		ID: w.names.byRef[c.Ref], Name: cmp.Or(c.FullName(), c.PURL, c.Ref), Version: c.Version, FileName: c.FileName, Supplier: noAssertion,
		Download: noAssertion, Checksums: sums(c.Hashes), Copyright: cmp.Or(c.Copyright, noAssertion), Description: c.Description,
		Concluded: cmp.Or(w.licenses.expression(by(c.Licenses, true)), noAssertion),
		Declared:  cmp.Or(w.licenses.expression(by(c.Licenses, false)), noAssertion),
		Purpose:   purposeWord(c.Type), References: references(c), SourceInfo: sourceInfo(c),
	}
	if !c.Supplier.IsZero() {
		p.Supplier = who(c.Supplier)
	}
	if !c.Manufacturer.IsZero() {
		p.Originator = who(c.Manufacturer)
	}
	if strings.Contains(c.Source, "://") {
		p.Download = c.Source
	}
	return p
}

func purposeWord(kind string) string {
	if purposes()[kind] == "" {
		return ""
	}
	return strings.ReplaceAll(strings.ToUpper(kind), "-", "_")
}

// sourceInfo tells where a package comes from, and where it was found.
func sourceInfo(c *bom.Component) string {
	return strings.Join(slices.DeleteFunc([]string{c.SourceInfo, found(c)}, func(s string) bool { return s == "" }), "; ")
}

// found tells where a package was found.
func found(c *bom.Component) string {
	var places []string
	for _, o := range c.Occurrences {
		if o.Line > 0 {
			places = append(places, fmt.Sprintf("%s:%d", o.Path, o.Line))
		} else {
			places = append(places, o.Path)
		}
	}
	if len(places) == 0 {
		return ""
	}
	return "found in " + strings.Join(places, ", ")
}

func references(c *bom.Component) []referenceJSON {
	var out []referenceJSON
	if c.PURL != "" {
		out = append(out, referenceJSON{"PACKAGE-MANAGER", "purl", c.PURL, ""})
	}
	for _, cpe := range c.CPEs {
		kind := "cpe22Type"
		if strings.HasPrefix(cpe, "cpe:2.3:") {
			kind = "cpe23Type"
		}
		out = append(out, referenceJSON{"SECURITY", kind, cpe, ""})
	}
	for _, r := range c.References {
		if r.URL != "" && !strings.ContainsAny(r.URL, " \t\n") {
			out = append(out, referenceJSON{"OTHER", cmp.Or(strings.ReplaceAll(r.Type, " ", "-"), "other"), r.URL, r.Comment})
		}
	}
	return out
}

func sums(list []scan.Hash) []checksumJSON {
	out := []checksumJSON{}
	for _, h := range list {
		if name := hashNames()[h.Algorithm]; name != "" {
			out = append(out, checksumJSON{name, h.Value})
		}
	}
	return out
}

// relationships writes the roots, the graph, and what else was listed.
func (w *two) relationships() []relationshipJSON {
	out := []relationshipJSON{}
	for _, root := range roots(w.doc) {
		if id := w.names.byRef[root]; id != "" {
			out = append(out, relationshipJSON{documentRef, "DESCRIBES", id})
		}
	}
	for _, e := range edges(w.doc) {
		from, to := w.names.byRef[e.from], w.names.byRef[e.to]
		if e.to == none || e.to == noAssertion {
			to = e.to
		}
		if from == "" || to == "" {
			continue
		}
		if e.inverse {
			from, to = to, from
		}
		out = append(out, relationshipJSON{from, e.kind, to})
	}
	seen := map[relationshipJSON]bool{}
	return slices.DeleteFunc(out, func(r relationshipJSON) bool {
		again := seen[r]
		seen[r] = true
		return again
	})
}
