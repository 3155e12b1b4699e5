package spdx

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

const (
	contextURL = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
	creationID = "_:creation"
)

// element is an object of the graph. Members are written in rising order of
// their names.
type element map[string]any

// graphWriter makes SPDX 3.0.1 of a document.
type graphWriter struct {
	doc         *bom.Document
	base        string
	names       *names
	licenses    *licenser
	elements    []element
	agents      map[string]string // identifiers by description
	expressions map[string]string // identifiers by expression
}

func newGraph(d *bom.Document, namespace string) *graphWriter {
	return &graphWriter{
		doc: d, base: namespace + "#", names: newNames(d), licenses: newLicenser(d), agents: map[string]string{}, expressions: map[string]string{},
	}
}

func (g *graphWriter) id(ref string) string {
	if name := g.names.byRef[ref]; name != "" {
		return g.base + name
	}
	return ""
}

// add puts an element into the graph; empty members are left out.
func (g *graphWriter) add(kind, id string, e element) string {
	for name, v := range e {
		switch v := v.(type) {
		case string:
			if v == "" {
				delete(e, name)
			}
		case []string:
			if len(v) == 0 {
				delete(e, name)
			}
		case []element:
			if len(v) == 0 {
				delete(e, name)
			}
		}
	}
	e["type"], e["spdxId"], e["creationInfo"] = kind, id, creationID
	g.elements = append(g.elements, e)
	return id
}

func short(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

func (g *graphWriter) document(created string) any {
	d := g.doc
	creation := element{"type": "CreationInfo", "@id": creationID, "specVersion": "3.0.1", "created": created}
	var by, using []string
	for _, p := range d.Authors {
		by = append(by, g.agent(p))
	}
	for _, t := range d.Tools {
		text := strings.TrimSuffix(t.Name+"-"+t.Version, "-")
		using = append(using, g.add("Tool", g.base+"Tool-"+short(text), element{"name": text}))
	}
	if len(by) == 0 { // SPDX wants an agent
		by = []string{g.add("SoftwareAgent", g.base+"Agent-penstock", element{"name": "penstock"})}
	}
	creation["createdBy"] = by
	if len(using) > 0 {
		creation["createdUsing"] = using
	}
	var described []string
	for _, ref := range roots(d) {
		if id := g.id(ref); id != "" {
			described = append(described, id)
		}
	}
	for _, c := range d.Components {
		g.component(c)
	}
	for _, f := range d.Files {
		g.file(f)
	}
	g.relationships()
	g.texts()
	members := make([]string, 0, len(g.elements))
	for _, e := range g.elements {
		members = append(members, e["spdxId"].(string))
	}
	slices.Sort(members)
	sbom := g.add("software_Sbom", g.base+"Sbom", element{"rootElement": described, "element": members})
	g.add("SpdxDocument", g.base+documentRef, element{
		"name": documentName(d), "comment": d.Comment, "rootElement": []string{sbom}, "profileConformance": []string{"core", "simpleLicensing", "software"},
	})
	slices.SortStableFunc(g.elements, func(a, b element) int { return cmp.Compare(a["spdxId"].(string), b["spdxId"].(string)) })
	return element{"@context": contextURL, "@graph": slices.Insert(g.elements, 0, creation)}
}

func (g *graphWriter) agent(p bom.Party) string {
	kind := "Organization"
	if p.Person {
		kind = "Person"
	}
	key := kind + p.Name + "\x00" + p.Email
	if id := g.agents[key]; id != "" {
		return id
	}
	e := element{"name": cmp.Or(p.Name, p.Email)}
	if p.Email != "" {
		e["externalIdentifier"] = []element{{"type": "ExternalIdentifier", "externalIdentifierType": "email", "identifier": p.Email}}
	}
	g.agents[key] = g.add(kind, g.base+"Agent-"+short(key), e)
	return g.agents[key]
}

func (g *graphWriter) component(c *bom.Component) {
	e := element{
		"name": cmp.Or(c.FullName(), c.PURL, c.Ref), "software_packageVersion": c.Version, "software_packageUrl": c.PURL,
		"software_copyrightText": c.Copyright, "description": c.Description, "verifiedUsing": integrity(c.Hashes), "comment": found(c), "software_sourceInfo": c.SourceInfo,
	}
	if strings.Contains(c.Source, "://") {
		e["software_downloadLocation"] = c.Source
	}
	if purposes()[c.Type] != "" {
		e["software_primaryPurpose"] = camel(c.Type, "-")
	}
	if !c.Supplier.IsZero() {
		e["suppliedBy"] = g.agent(c.Supplier)
	}
	if !c.Manufacturer.IsZero() {
		e["originatedBy"] = []string{g.agent(c.Manufacturer)}
	}
	var ids []element
	for _, cpe := range c.CPEs {
		kind := "cpe22"
		if strings.HasPrefix(cpe, "cpe:2.3:") {
			kind = "cpe23"
		}
		ids = append(ids, element{"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": cpe})
	}
	e["externalIdentifier"], e["externalRef"] = ids, externalRefs(c.References)
	id := g.add("software_Package", g.id(c.Ref), e)
	g.licensed(id, c.Licenses)
}

func externalRefs(list []bom.Reference) []element {
	var out []element
	for _, r := range list {
		if r.URL == "" {
			continue
		}
		e := element{"type": "ExternalRef", "externalRefType": cmp.Or(referenceWords()[r.Type], "other"), "locator": []string{r.URL}}
		if r.Comment != "" {
			e["comment"] = r.Comment
		}
		out = append(out, e)
	}
	return out
}

func (g *graphWriter) file(f *bom.File) {
	e := element{"name": f.Name, "software_copyrightText": f.Copyright, "verifiedUsing": integrity(f.Hashes)}
	if purposes := translate(filePurposes(), f.Types); len(purposes) > 0 {
		e["software_primaryPurpose"], e["software_additionalPurpose"] = purposes[0], purposes[1:]
	}
	id := g.add("software_File", g.id(f.Ref), e)
	g.licensed(id, f.Licenses)
}

func integrity(list []scan.Hash) []element {
	var out []element
	for _, h := range list {
		if word := hashWords()[h.Algorithm]; word != "" {
			out = append(out, element{"type": "Hash", "algorithm": word, "hashValue": h.Value})
		}
	}
	return out
}

func (g *graphWriter) licensed(from string, list []bom.License) {
	for _, concluded := range []bool{false, true} {
		expression := g.licenses.expression(by(list, concluded))
		if expression == "" {
			continue
		}
		kind := "hasDeclaredLicense"
		if concluded {
			kind = "hasConcludedLicense"
		}
		if g.expressions[expression] == "" {
			g.expressions[expression] = g.base + "License-" + short(expression)
		}
		g.relate(from, kind, []string{g.expressions[expression]}, "", "")
	}
}

func (g *graphWriter) relate(from, kind string, to []string, completeness, scope string) {
	key := strings.Join(slices.Concat([]string{from, kind, scope}, to), "\x00")
	class := "Relationship"
	if scope != "" {
		class = "LifecycleScopedRelationship"
	}
	g.add(class, g.base+"Relationship-"+short(key), element{"from": from, "relationshipType": kind, "to": to, "completeness": completeness, "scope": scope})
}

// line is what the edges of one relationship have in common.
type line struct{ from, kind, scope string }

// relationships writes the graph: one relationship for what a component needs
// in one phase of its life, complete where a composition says so.
func (g *graphWriter) relationships() {
	complete := map[string]string{}
	for _, c := range g.doc.Compositions {
		for _, ref := range c.Dependencies {
			if c.Aggregate == "complete" {
				complete[ref] = "complete"
			}
		}
	}
	targets := map[line][]string{}
	var order []line
	for _, e := range edges(g.doc) {
		l := line{from: e.from, kind: camel(strings.ToLower(e.kind), "_")}
		if e.inverse {
			l.kind, l.scope = phaseOf(e.kind)
		}
		to := g.target(e.to)
		if g.id(e.from) == "" || to == "" || !threeTypes()[l.kind] {
			continue
		}
		if targets[l] == nil {
			order = append(order, l)
		}
		targets[l] = append(targets[l], to)
	}
	for _, l := range order {
		to := targets[l]
		slices.Sort(to)
		to = slices.Compact(to)
		if len(to) > 1 { // none must stand alone
			to = slices.DeleteFunc(to, func(id string) bool { return id == noneElement })
		}
		g.relate(g.id(l.from), l.kind, to, complete[l.from], l.scope)
	}
}

// The individuals that stand for no element, and for no assertion.
const (
	noneElement        = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"
	noAssertionElement = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"
)

// target returns the id of what a relationship leads to, "" if it is not there.
func (g *graphWriter) target(ref string) string {
	switch ref {
	case none:
		return noneElement
	case noAssertion:
		return noAssertionElement
	default:
		return g.id(ref)
	}
}

// phaseOf splits an inverse type of SPDX 2 into type and scope of SPDX 3.
func phaseOf(kind string) (relationship, scope string) {
	switch kind {
	case "DEV_DEPENDENCY_OF":
		return "dependsOn", "development"
	case "TEST_DEPENDENCY_OF":
		return "dependsOn", "test"
	case "BUILD_DEPENDENCY_OF":
		return "dependsOn", "build"
	default:
		return "hasOptionalDependency", ""
	}
}

// texts writes the licenses that relationships lead to.
func (g *graphWriter) texts() {
	entries := map[string]element{}
	for _, l := range g.licenses.texts {
		id := g.add("simplelicensing_SimpleLicensingText", g.base+l.ID, element{"name": cmp.Or(l.Name, l.ID), "simplelicensing_licenseText": cmp.Or(l.Text, noAssertion)})
		entries[l.ID] = element{"type": "DictionaryEntry", "key": l.ID, "value": id}
	}
	for _, expression := range slices.Sorted(maps.Keys(g.expressions)) {
		var mapping []element
		for _, word := range slices.Compact(slices.Sorted(slices.Values(split(expression)))) {
			if e := entries[word]; e != nil {
				mapping = append(mapping, e)
			}
		}
		g.add("simplelicensing_LicenseExpression", g.expressions[expression], element{"simplelicensing_licenseExpression": expression, "simplelicensing_customIdToUri": mapping})
	}
}

// camel turns "depends_on" into "dependsOn".
func camel(text, separator string) string {
	parts := strings.Split(text, separator)
	for i, p := range parts {
		if i > 0 && p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "")
}
