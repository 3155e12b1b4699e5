package enrich

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/scan"
)

// graph is a document of SPDX 3 in JSON-LD while it is patched: what a patch says of
// parties and licenses are elements of their own there, which are found or made.
type graph struct {
	*patcher
	list     jsonpos.Value // of the elements
	byID     map[string]spot
	parties  map[string]string // ids by name
	licenses map[string]string // ids of expressions
	related  map[string][]spot // relationships by the id that they start at
	document spot
	creation spot
	base     string            // of ids that are made
	decided  map[string]string // what a part of the patch wants, by place and member
}

// graph puts a patch into a document of SPDX 3.
func (p *patcher) graph(root jsonpos.Value, patch Patch) {
	g := &graph{patcher: p, list: root.Get("@graph"), byID: map[string]spot{}, parties: map[string]string{}, licenses: map[string]string{}, related: map[string][]spot{}, decided: map[string]string{}}
	var packages []spot
	for s := range (spot{root, ""}).each("@graph") {
		if g.note(s) {
			packages = append(packages, s)
		}
	}
	g.base = idOf(g.document)
	if i := strings.IndexByte(g.base, '#'); i >= 0 {
		g.base = g.base[:i]
	}
	g.describe(patch.Document)
	patches := newIndex(patch.Components)
	for _, s := range packages {
		for _, i := range patches.meant(idOf(s), packageURL3(s)) {
			p.matched[i] = true
			g.component(s, patch.Components[i])
		}
	}
}

func idOf(s spot) string {
	if id := s.get("spdxId").Str(); id != "" {
		return id
	}
	return s.get("@id").Str()
}

// note remembers an element, and reports whether it is a package.
func (g *graph) note(s spot) bool {
	id := idOf(s)
	if id != "" { // nothing refers to others
		g.byID[id] = s
	}
	kind := s.get("type").Str()
	switch kind {
	case "SpdxDocument":
		g.document = s
	case "CreationInfo":
		if g.creation.value.Kind() == jsonpos.Absent {
			g.creation = s
		}
	case "Organization", "Person", "Agent":
		if name := s.get("name").Str(); g.parties[name] == "" {
			g.parties[name] = id
		}
	case "simplelicensing_LicenseExpression":
		if text := s.get("simplelicensing_licenseExpression").Str(); g.licenses[text] == "" {
			g.licenses[text] = id
		}
	case "Relationship":
		from := s.get("from").Str()
		g.related[from] = append(g.related[from], s)
	}
	return kind == "software_Package" || kind == "ai_AIPackage" || kind == "dataset_DatasetPackage"
}

func packageURL3(s spot) string {
	if u := s.get("software_packageUrl").Str(); u != "" {
		return u
	}
	for id := range s.each("externalIdentifier") {
		if id.get("externalIdentifierType").Str() == "packageUrl" {
			return id.get("identifier").Str()
		}
	}
	return ""
}

// make adds an element with an id of its own, and the creation of another one.
func (g *graph) make(kind, key string, by spot, rest ...member) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + key))
	id := g.base + "#Patch-" + hex.EncodeToString(sum[:6])
	e := members{{"type", kind}, {"spdxId", id}}
	if info := by.get("creationInfo"); info.Kind() != jsonpos.Absent {
		e = append(e, member{"creationInfo", json.RawMessage(info.Raw())})
	}
	g.editor.add(g.list, "", append(e, rest...))
	return id
}

// party returns the id of a party, which is made if there is none of its name.
func (g *graph) party(p Party, by spot) string {
	name := p.Name
	if name == "" {
		name = p.Email + p.URL
	}
	if id := g.parties[name]; id != "" {
		return id
	}
	kind := "Organization"
	if p.Person {
		kind = "Person"
	}
	rest := []member{{"name", name}}
	if p.Email != "" {
		rest = append(rest, member{"externalIdentifier", []any{members{{"type", "ExternalIdentifier"}, {"externalIdentifierType", "email"}, {"identifier", p.Email}}}})
	}
	if p.URL != "" {
		rest = append(rest, member{"externalRef", []any{members{{"type", "ExternalRef"}, {"externalRefType", "altWebPage"}, {"locator", []string{p.URL}}}}})
	}
	g.parties[name] = g.make(kind, name, by, rest...)
	return g.parties[name]
}

// first reports whether no other part of the patch has spoken of a member.
func (g *graph) first(s spot, key, want string) bool {
	at := s.pointer + " " + key
	said, ok := g.decided[at]
	if ok && said != want {
		g.keep(s.pointer, key, "another part of the patch says otherwise")
	}
	if !ok {
		g.decided[at] = want
	}
	return !ok
}

// says reports whether a member may be given a value, which is not there yet: it is
// empty, or the caller wants it so. That it names a party of the same name already
// is no reason to keep it.
func (g *graph) says(s spot, key string, old jsonpos.Value, p Party) bool {
	named := g.byID[old.Str()].get("name").Str()
	if old.Kind() == jsonpos.Object {
		named = old.Get("name").Str()
	}
	if p.Name != "" && named == p.Name {
		return false
	}
	if !empty(old) && !g.config.Overwrite {
		g.keep(s.pointer, key, "the document says otherwise")
		return false
	}
	return true
}

// describe fills what the document says about itself.
func (g *graph) describe(d DocumentPatch) {
	for _, one := range []struct {
		field  string
		wanted bool
	}{
		{"lifecycles", len(d.Lifecycles) > 0}, {"manufacturer", d.Manufacturer != Party{}}, {"properties", len(d.Properties) > 0}, {"supplier", d.Supplier != Party{}},
	} {
		if one.wanted {
			g.keep("", one.field, "SPDX 3 has no place for it")
		}
	}
	if g.creation.value.Kind() == jsonpos.Absent {
		if d.Timestamp != "" || len(d.Authors) > 0 {
			g.keep("", "creationInfo", "the graph has no CreationInfo of its own")
		}
	} else {
		if d.Timestamp != "" {
			g.set(g.creation, "created", d.Timestamp)
		}
		g.authors(d.Authors)
	}
	if old := g.document.get("dataLicense"); d.License != "" && g.expressionOf(old) != d.License && g.says(g.document, "dataLicense", old, Party{}) {
		g.set(g.document, "dataLicense", g.expression(d.License, g.document))
	}
}

func (g *graph) authors(list []Party) {
	known := map[string]bool{}
	for v := range g.creation.get("createdBy").Elements() {
		known[g.byID[v.Str()].get("name").Str()] = true
	}
	var added []any
	for _, a := range list {
		if !known[a.Name] {
			added = append(added, g.party(a, g.document))
		}
	}
	g.add(g.creation, "createdBy", added)
}

func (g *graph) component(s spot, c ComponentPatch) {
	for _, one := range []member{{"software_packageVersion", c.Version}, {"software_packageUrl", c.PURL}, {"software_copyrightText", c.Copyright}} {
		if one.value != "" {
			g.set(s, one.key, one.value)
		}
	}
	if (c.Supplier != Party{}) && g.first(s, "suppliedBy", c.Supplier.Name) && g.says(s, "suppliedBy", s.get("suppliedBy"), c.Supplier) {
		g.set(s, "suppliedBy", g.party(c.Supplier, s))
	}
	if (c.Manufacturer != Party{}) && g.first(s, "originatedBy", c.Manufacturer.Name) {
		var first jsonpos.Value
		for v := range s.get("originatedBy").Elements() {
			first = v
			break
		}
		if g.says(s, "originatedBy", first, c.Manufacturer) {
			g.set(s, "originatedBy", []string{g.party(c.Manufacturer, s)})
		}
	}
	if len(c.Licenses) > 0 {
		g.license(s, c)
	}
	g.verify(s, c.Hashes)
	if c.CPE != "" {
		kind := "cpe23"
		if strings.HasPrefix(c.CPE, "cpe:/") {
			kind = "cpe22"
		}
		g.add(s, "externalIdentifier", []any{members{{"type", "ExternalIdentifier"}, {"externalIdentifierType", kind}, {"identifier", c.CPE}}})
	}
	if len(c.Properties) > 0 {
		g.keep(s.pointer, "properties", "SPDX 3 has no place for it")
	}
	g.refer(s, c.References)
}

// expressionOf returns the expression that a reference leads to.
func (g *graph) expressionOf(ref jsonpos.Value) string {
	return g.byID[ref.Str()].get("simplelicensing_licenseExpression").Str()
}

// expression returns the id of an expression, which is made if it is not there.
func (g *graph) expression(text string, by spot) string {
	if g.licenses[text] == "" {
		g.licenses[text] = g.make("simplelicensing_LicenseExpression", text, by, member{"simplelicensing_licenseExpression", text})
	}
	return g.licenses[text]
}

// license relates a package with a license.
func (g *graph) license(s spot, c ComponentPatch) {
	kind := "hasDeclaredLicense"
	if c.Concluded {
		kind = "hasConcludedLicense"
	}
	text, wrong := joined(c.Licenses)
	if wrong != "" {
		g.keep(s.pointer, kind, "no SPDX expression: "+wrong)
		return
	}
	if !g.first(s, kind, text) {
		return
	}
	id := idOf(s)
	for _, rel := range g.related[id] {
		if rel.get("relationshipType").Str() != kind {
			continue
		}
		silent := true
		for to := range rel.get("to").Elements() {
			if g.expressionOf(to) == text {
				return
			}
			silent = silent && strings.HasSuffix(to.Str(), "/NoAssertionLicense")
		}
		if !silent && !g.config.Overwrite {
			g.keep(s.pointer, kind, "the document says otherwise")
			return
		}
		old := rel.get("to")
		g.editor.put(rel.value, "to", []string{g.expression(text, s)})
		g.result.Changes = append(g.result.Changes, Change{rel.pointer, "to", string(old.Raw())})
		return
	}
	g.make("Relationship", id+"\x00"+kind, s, member{"from", id}, member{"relationshipType", kind}, member{"to", []string{g.expression(text, s)}})
	g.result.Changes = append(g.result.Changes, Change{s.pointer, kind, ""})
}

// verify adds digests, as digests does for other formats.
func (g *graph) verify(s spot, hashes []scan.Hash) {
	var added []any
	for _, h := range hashes {
		if _, ok := hashNames()[h.Algorithm]; !ok {
			g.keep(s.pointer, "verifiedUsing", "the format does not know the algorithm "+h.Algorithm)
			continue
		}
		name := strings.ReplaceAll(strings.ReplaceAll(h.Algorithm, "-", "_"), "blake2b_", "blake2b")
		known := false
		for one := range s.each("verifiedUsing") {
			if one.get("algorithm").Str() != name {
				continue
			}
			known = true
			if !strings.EqualFold(one.get("hashValue").Str(), h.Value) {
				g.set(one, "hashValue", h.Value)
			}
		}
		if !known {
			added = append(added, members{{"type", "Hash"}, {"algorithm", name}, {"hashValue", h.Value}})
		}
	}
	g.add(s, "verifiedUsing", added)
}

// refer adds references.
func (g *graph) refer(s spot, references []Reference) {
	words := map[string]string{
		"vcs": "vcs", "website": "altWebPage", "distribution": "altDownloadLocation", "issue-tracker": "issueTracker", "documentation": "documentation",
		"license": "license", "chat": "chat", "support": "support", "release-notes": "releaseNotes", "advisories": "securityAdvisory",
	}
	var added []any
	for _, r := range references {
		word := words[r.Type]
		if word == "" {
			word = "other"
		}
		known := false
		for one := range s.each("externalRef") {
			for at := range one.get("locator").Elements() {
				known = known || at.Str() == r.URL && one.get("externalRefType").Str() == word
			}
		}
		if !known {
			added = append(added, members{{"type", "ExternalRef"}, {"externalRefType", word}, {"locator", []string{r.URL}}})
		}
		if len(r.Hashes) > 0 {
			g.keep(s.pointer, "externalRef", "SPDX 3 has no place for digests of references")
		}
	}
	g.add(s, "externalRef", added)
}
