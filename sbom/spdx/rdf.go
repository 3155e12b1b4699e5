package spdx

import (
	"cmp"
	"slices"
	"strings"
)

// child is an element with its name.
type child struct {
	name string
	*tagNode
}

// children returns the elements in an element, in the order of the text.
func (n *tagNode) children() []child {
	var out []child
	for name, first := range n.members {
		for _, e := range first.elements {
			out = append(out, child{name, e})
		}
	}
	slices.SortFunc(out, func(a, b child) int { return cmp.Compare(a.start, b.start) })
	return out
}

// rdf turns a graph of SPDX 2 in RDF/XML into the tree that the same document
// has in JSON. A resource may be described in several places.
type rdf struct {
	out  *tagNode
	byID map[string]*tagNode
}

// fromRDF returns the tree of a graph.
func fromRDF(root *tagNode) *tagNode {
	r := &rdf{out: &tagNode{start: root.start, end: root.end}, byID: map[string]*tagNode{}}
	for _, c := range root.children() {
		r.take(c)
	}
	return r.out
}

// lists are the classes that the JSON form has a list for.
func lists(class string) string {
	switch class {
	case "Package":
		return "packages"
	case "File":
		return "files"
	case "Snippet":
		return "snippets"
	case "ExtractedLicensingInfo":
		return "hasExtractedLicensingInfos"
	default:
		return ""
	}
}

// take takes over a resource with all that is described in it. The depth is
// bounded by the parser.
func (r *rdf) take(c child) {
	id := fragment(c.about)
	into := &tagNode{}
	switch list := lists(c.name); {
	case c.name == "SpdxDocument":
		into = r.out
		namespace, _, _ := strings.Cut(c.about, "#")
		into.set("documentNamespace", namespace)
		id = documentRef
	case list != "" && len(c.members) > 0:
		into = r.byID[c.name+id]
		if into == nil {
			into = r.out.add(list, &tagNode{start: c.start, end: c.end})
			r.byID[c.name+id] = into
			into.set("SPDXID", id)
			into.set("licenseId", id)
		}
	}
	for _, property := range c.children() {
		r.property(into, id, property)
	}
}

// property takes over what is said about a resource.
func (r *rdf) property(into *tagNode, id string, p child) {
	inner := p.children()
	switch p.name {
	case "relationship":
		for _, rel := range inner {
			r.relationship(id, rel)
		}
	case "describesPackage":
		for _, target := range slices.Concat([]string{p.resource}, abouts(inner)) {
			if target != "" {
				r.out.add("documentDescribes", &tagNode{text: fragment(target)})
			}
		}
	case "checksum", "externalRef":
		for _, one := range inner {
			object := into.add(p.name+"s", &tagNode{start: one.start, end: one.end})
			for _, field := range one.children() {
				object.set(field.name, value(field))
			}
		}
	case "creationInfo":
		for _, info := range inner {
			into.set("creationInfo", "")
			for _, field := range info.children() {
				if field.name == "creator" {
					into.members["creationInfo"].add("creators", &tagNode{text: field.text})
				} else {
					into.members["creationInfo"].set(field.name, field.text)
				}
			}
		}
	case "licenseConcluded", "licenseDeclared":
		into.set(p.name, licenseOf(p))
	case "fileType":
		into.add("fileTypes", &tagNode{text: strings.ToUpper(value(p))})
	case "specVersion":
		into.set("spdxVersion", p.text)
	default:
		into.set(p.name, value(p))
	}
	for _, c := range inner {
		r.take(c)
	}
}

func abouts(list []child) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.about)
	}
	return out
}

func (r *rdf) relationship(from string, rel child) {
	object := r.out.add("relationships", &tagNode{start: rel.start, end: rel.end})
	object.set("spdxElementId", from)
	for _, field := range rel.children() {
		switch field.name {
		case "relationshipType":
			object.set(field.name, snake(value(field)))
		case "relatedSpdxElement":
			for _, target := range slices.Concat([]string{field.resource}, abouts(field.children())) {
				if target != "" {
					object.set(field.name, word(fragment(target)))
				}
			}
		}
	}
}

// fragment returns the local name of a resource.
func fragment(uri string) string { return uri[strings.LastIndexAny(uri, "#/")+1:] }

// word turns the individuals of SPDX into what the JSON form writes.
func word(s string) string {
	switch s {
	case "noassertion":
		return noAssertion
	case "none":
		return "NONE"
	default:
		return s
	}
}

// value returns a property's text, or the name of the resource that it leads to
// without the kind in front of it, as in "checksumAlgorithm_sha1".
func value(p child) string {
	if p.resource == "" {
		return p.text
	}
	name := fragment(p.resource)
	for _, kind := range []string{"checksumAlgorithm_", "fileType_", "purpose_", "referenceCategory_", "relationshipType_"} {
		name = strings.TrimPrefix(name, kind)
	}
	return word(name)
}

// licenseOf returns the expression of a license that is a resource, a set of
// licenses or one with an exception. The depth is bounded by the parser.
func licenseOf(p child) string {
	if p.resource != "" || p.about != "" {
		return value(child{p.name, &tagNode{resource: cmp.Or(p.resource, p.about)}})
	}
	operator := " AND "
	var parts []string
	for _, c := range p.children() {
		switch c.name {
		case "ConjunctiveLicenseSet", "DisjunctiveLicenseSet":
			if c.name == "DisjunctiveLicenseSet" {
				operator = " OR "
			}
			for _, member := range c.children() {
				parts = append(parts, licenseOf(member))
			}
		case "License", "ListedLicense", "ExtractedLicensingInfo":
			parts = append(parts, licenseOf(c))
		case "OrLaterOperator":
			parts = append(parts, licenseOf(c)+"+")
		case "WithExceptionOperator", "member":
			parts = append(parts, licenseOf(c))
		case "licenseException":
			operator = " WITH "
			parts = append(parts, licenseOf(c))
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	if len(parts) == 0 {
		return p.text
	}
	return "(" + strings.Join(parts, operator) + ")"
}
