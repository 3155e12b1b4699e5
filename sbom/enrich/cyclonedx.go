package enrich

import (
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/license"
	"github.com/penstock-dev/penstock/scan"
)

// minor returns the second number of the version of CycloneDX, "1.6" gives 6.
func minor(version string) int {
	_, text, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

func (p *patcher) cyclonedx(root jsonpos.Value, patch Patch) {
	version := minor(root.Get("specVersion").Str())
	p.signed = root.Get("signature").Kind() == jsonpos.Object
	p.cycloneDocument(spot{root, ""}, patch.Document, version)
	patches := newIndex(patch.Components)
	visit := func(s spot) {
		for _, i := range patches.meant(s.ref("bom-ref"), s.get("purl").Str()) {
			p.matched[i] = true
			p.cycloneComponent(s, patch.Components[i], version)
		}
	}
	if c := root.Get("metadata").Get("component"); c.Kind() == jsonpos.Object {
		p.walk(spot{c, "/metadata/component"}, visit)
	}
	for s := range (spot{root, ""}).each("components") {
		p.walk(s, visit)
	}
}

// walk visits a component and those in it. The depth is bounded by the parser.
func (p *patcher) walk(s spot, visit func(spot)) {
	p.signed = p.signed || s.get("signature").Kind() == jsonpos.Object
	visit(s)
	for below := range s.each("components") {
		p.walk(below, visit)
	}
}

// ref returns the reference of a component, and of one without the one that
// [bom.Component] names: its place behind "#".
func (s spot) ref(key string) string {
	if ref := s.get(key).Str(); ref != "" {
		return ref
	}
	return "#" + s.pointer
}

// index finds the component patches for a component.
type index struct {
	list          []ComponentPatch
	byRef, byPURL map[string][]int
}

func newIndex(list []ComponentPatch) *index {
	x := &index{list, map[string][]int{}, map[string][]int{}}
	for i, c := range list {
		switch {
		case c.Ref != "":
			x.byRef[c.Ref] = append(x.byRef[c.Ref], i)
		case c.Match != "":
			key := canonical(c.Match)
			x.byPURL[key] = append(x.byPURL[key], i)
		}
	}
	return x
}

// meant returns the patches for a component. A package URL that one of them
// brings counts too, so that a second run finds no more than the first.
func (x *index) meant(ref, url string) []int {
	out := slices.Clone(x.byRef[ref])
	for _, i := range out {
		if url == "" {
			url = x.list[i].PURL
		}
	}
	if url != "" && len(x.byPURL) > 0 {
		out = append(out, x.byPURL[canonical(url)]...)
	}
	return out
}

// cycloneDocument fills the metadata, or makes them.
func (p *patcher) cycloneDocument(root spot, d DocumentPatch, version int) {
	s := spot{root.get("metadata"), "/metadata"}
	if s.value.Kind() == jsonpos.Object {
		p.cycloneMetadata(s, d, version)
		return
	}
	if s.value.Kind() != jsonpos.Absent && s.value.Kind() != jsonpos.Null {
		if all := metadata(d, version); len(all) > 0 {
			p.keep("", "metadata", "something else is in place of an object")
		}
		return
	}
	p.unplaced(d, version)
	if all := metadata(d, version); len(all) > 0 {
		p.set(root, "metadata", all)
	}
}

// metadata is what a patch wants there.
func metadata(d DocumentPatch, version int) members {
	var out members
	add := func(key string, value any, wanted bool) {
		if wanted {
			out = append(out, member{key, value})
		}
	}
	add("timestamp", d.Timestamp, d.Timestamp != "")
	add("lifecycles", phases(d.Lifecycles), len(d.Lifecycles) > 0 && version >= 5)
	add("authors", contacts(d.Authors), len(d.Authors) > 0)
	add(manufacturerKey(version), organisation(d.Manufacturer), d.Manufacturer != Party{})
	add("supplier", organisation(d.Supplier), d.Supplier != Party{})
	add("licenses", licenseChoice([]string{d.License}, "", version), d.License != "" && version >= 3)
	add("properties", properties(d.Properties), len(d.Properties) > 0 && version >= 3)
	return out
}

func (p *patcher) cycloneMetadata(s spot, d DocumentPatch, version int) {
	p.unplaced(d, version)
	for _, m := range metadata(d, version) {
		switch m.key {
		case "lifecycles", "authors":
			if list, ok := m.value.([]any); ok {
				p.add(s, m.key, list)
			}
		case "properties":
			p.properties(s, d.Properties)
		default:
			p.set(s, m.key, m.value)
		}
	}
}

// unplaced tells what the version has no place for.
func (p *patcher) unplaced(d DocumentPatch, version int) {
	if len(d.Lifecycles) > 0 && version < 5 {
		p.keep("/metadata", "lifecycles", "CycloneDX has a place for it since 1.5")
	}
	if d.License != "" && version < 3 {
		p.keep("/metadata", "licenses", "CycloneDX has a place for it since 1.3")
	}
	if len(d.Properties) > 0 && version < 3 {
		p.keep("/metadata", "properties", "CycloneDX has a place for it since 1.3")
	}
}

func manufacturerKey(version int) string {
	if version >= 6 {
		return "manufacturer"
	}
	return "manufacture"
}

func phases(names []string) []any {
	var out []any
	known := []string{"design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"}
	for _, name := range names {
		key := "name"
		if slices.Contains(known, name) {
			key = "phase"
		}
		out = append(out, members{{key, name}})
	}
	return out
}

func contacts(list []Party) []any {
	var out []any
	for _, p := range list {
		var m members
		if p.Name != "" {
			m = append(m, member{"name", p.Name})
		}
		if p.Email != "" {
			m = append(m, member{"email", p.Email})
		}
		out = append(out, m)
	}
	return out
}

func organisation(p Party) members {
	var m members
	if p.Name != "" {
		m = append(m, member{"name", p.Name})
	}
	if p.URL != "" {
		m = append(m, member{"url", []string{p.URL}})
	}
	if p.Email != "" {
		m = append(m, member{"contact", []any{members{{"email", p.Email}}}})
	}
	return m
}

func properties(list []Property) []any {
	var out []any
	for _, one := range list {
		out = append(out, members{{"name", one.Name}, {"value", one.Value}})
	}
	return out
}

// properties adds those whose names are not there. Overwriting replaces the value
// of one; where a name is there several times, nobody can say which is meant.
func (p *patcher) properties(s spot, list []Property) {
	var added []any
	for _, want := range list {
		var have []spot
		equal := false
		for one := range s.each("properties") {
			if one.get("name").Str() == want.Name {
				have = append(have, one)
				equal = equal || one.get("value").Str() == want.Value
			}
		}
		switch {
		case equal:
		case len(have) == 0:
			added = append(added, members{{"name", want.Name}, {"value", want.Value}})
		case len(have) > 1:
			p.keep(s.pointer, "properties", "the document has several properties "+want.Name)
		default:
			p.set(have[0], "value", want.Value)
		}
	}
	p.add(s, "properties", added)
}

func (p *patcher) cycloneComponent(s spot, c ComponentPatch, version int) {
	for _, one := range []member{{"version", c.Version}, {"purl", c.PURL}, {"cpe", c.CPE}, {"copyright", c.Copyright}} {
		if one.value != "" {
			p.set(s, one.key, one.value)
		}
	}
	if (c.Supplier != Party{}) {
		p.set(s, "supplier", organisation(c.Supplier))
	}
	if (c.Manufacturer != Party{}) {
		if version >= 6 {
			p.set(s, "manufacturer", organisation(c.Manufacturer))
		} else {
			p.keep(s.pointer, "manufacturer", "CycloneDX has a place for it since 1.6")
		}
	}
	if len(c.Licenses) > 0 {
		p.set(s, "licenses", licenseChoice(c.Licenses, acknowledgement(c.Concluded), version))
	}
	p.digests(s, "hashes", "alg", "content", c.Hashes, 0)
	if version >= 3 {
		p.properties(s, c.Properties)
	} else if len(c.Properties) > 0 {
		p.keep(s.pointer, "properties", "CycloneDX has a place for it since 1.3")
	}
	p.cycloneReferences(s, c.References)
}

func acknowledgement(concluded bool) string {
	if concluded {
		return "concluded"
	}
	return "declared"
}

// licenseChoice writes licenses: a list of them, or one expression, as the
// schema wants either.
func licenseChoice(list []string, as string, version int) []any {
	if version < 6 {
		as = ""
	}
	said := func(m members) members {
		if as != "" {
			m = append(m, member{"acknowledgement", as})
		}
		return m
	}
	expression := slices.ContainsFunc(list, func(l string) bool { return license.ID(l) == "" && license.IsExpression(l) })
	if expression && !slices.ContainsFunc(list, func(l string) bool { return !license.IsExpression(l) }) {
		return []any{said(members{{"expression", conjunction(list)}})}
	}
	var out []any
	for _, l := range list {
		if id := license.ID(l); id != "" {
			out = append(out, members{{"license", said(members{{"id", id}})}})
		} else {
			out = append(out, members{{"license", said(members{{"name", l}})}})
		}
	}
	return out
}

// conjunction joins expressions that all apply.
func conjunction(list []string) string {
	var parts []string
	for _, l := range list {
		if len(list) > 1 && strings.Contains(l, " OR ") {
			l = "(" + l + ")"
		}
		parts = append(parts, l)
	}
	return strings.Join(parts, " AND ")
}

// digests adds those of algorithms that are not there. Another digest by the same
// algorithm is another file: only overwriting replaces it. Column is that of the
// format in the table of algorithms.
func (p *patcher) digests(s spot, list, algorithm, content string, hashes []scan.Hash, column int) {
	var added []any
	for _, h := range hashes {
		name := hashNames()[h.Algorithm][column]
		if name == "" {
			p.keep(s.pointer, list, "the format does not know the algorithm "+h.Algorithm)
			continue
		}
		known := false
		for one := range s.each(list) {
			if one.get(algorithm).Str() != name {
				continue
			}
			known = true
			if !strings.EqualFold(one.get(content).Str(), h.Value) {
				p.set(one, content, h.Value)
			}
		}
		if !known {
			added = append(added, members{{algorithm, name}, {content, h.Value}})
		}
	}
	p.add(s, list, added)
}

func (p *patcher) cycloneReferences(s spot, references []Reference) {
	var added []any
	for _, r := range references {
		known := false
		for one := range s.each("externalReferences") {
			if one.get("type").Str() == r.Type && one.get("url").Str() == r.URL {
				known = true
				p.digests(one, "hashes", "alg", "content", r.Hashes, 0)
			}
		}
		if known {
			continue
		}
		m := members{{"type", r.Type}, {"url", r.URL}}
		var hashes []any
		for _, h := range r.Hashes {
			if name := hashNames()[h.Algorithm][0]; name != "" {
				hashes = append(hashes, members{{"alg", name}, {"content", h.Value}})
			}
		}
		if len(hashes) > 0 {
			m = append(m, member{"hashes", hashes})
		}
		added = append(added, m)
	}
	p.add(s, "externalReferences", added)
}
