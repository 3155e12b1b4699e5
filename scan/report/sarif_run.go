package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// run appends what stands after the results.
func (e *SARIF) run(j *jsonBuf, s *Summary) {
	taxa := e.taxonomies()
	e.tool(j, s.Tool, taxa)
	taxa.write(j)
	e.invocation(j)
	j.raw(",\n")
	j.object("originalUriBaseIds")
	j.object("%SRCROOT%")
	j.message("description", "The root of the repository.")
	j.endObject()
	j.endObject()
	if e.config.ID != "" {
		j.object("automationDetails")
		j.str("id", e.config.ID)
		j.endObject()
	}
	runProperties(j, s)
}

func (e *SARIF) tool(j *jsonBuf, tool scan.Tool, taxa taxonomies) {
	j.object("tool")
	j.object("driver")
	j.must("name", cmp.Or(tool.Name, "Penstock"))
	j.str("version", tool.Version)
	if semantic(tool.Version) {
		j.str("semanticVersion", strings.TrimPrefix(tool.Version, "v"))
	}
	if len(taxa) > 0 {
		j.array("supportedTaxonomies")
		for i := range taxa {
			j.object("")
			j.str("name", taxa[i].name)
			j.num("index", i)
			j.endObject()
		}
		j.endArray()
	}
	j.array("rules")
	for _, d := range e.rules {
		j.raw("\n")
		if d != e.rules[0] {
			j.raw(",")
		}
		e.descriptor(j, d, taxa)
	}
	j.endArray()
	if kinds := e.notes.kinds; len(kinds) > 0 {
		j.array("notifications")
		for _, kind := range kinds {
			j.object("")
			j.must("id", string(kind))
			j.endObject()
		}
		j.endArray()
	}
	j.endObject()
	j.endObject()
	j.raw(",\n")
}

// semantic reports whether v has the form of a semantic version, with or
// without a "v".
func semantic(v string) bool {
	core, _, _ := strings.Cut(strings.TrimPrefix(v, "v"), "+")
	core, pre, dash := strings.Cut(core, "-")
	parts := strings.Split(core, ".")
	if len(parts) != 3 || dash && pre == "" {
		return false
	}
	for _, p := range parts {
		if n, err := strconv.ParseUint(p, 10, 32); err != nil || strconv.FormatUint(n, 10) != p {
			return false
		}
	}
	return !strings.ContainsFunc(v, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(".-+", r)
	})
}

func runProperties(j *jsonBuf, s *Summary) {
	if s.Coverage == (scan.Coverage{}) && s.Decision == nil {
		return
	}
	j.object("properties")
	if c := s.Coverage; c != (scan.Coverage{}) {
		j.object("coverage")
		j.num("entries", c.Entries)
		j.num("files", c.Files)
		j.num("ignored", c.Ignored)
		j.num("excluded", c.Excluded)
		for _, part := range []struct {
			name string
			n    int
		}{{"unpacked", c.Unpacked}, {"unwanted", c.Unwanted}, {"unread", c.Unread}} {
			if part.n > 0 {
				j.num(part.name, part.n)
			}
		}
		j.key("bytes")
		j.b = strconv.AppendInt(j.b, c.Bytes, 10)
		j.num("packages", c.Packages)
		j.num("findings", c.Findings)
		if c.Suppressed > 0 {
			j.num("suppressed", c.Suppressed)
		}
		j.num("diagnostics", c.Diagnostics)
		j.endObject()
	}
	if d := s.Decision; d != nil {
		j.object("decision")
		j.str("verdict", d.Verdict)
		j.str("policy", d.Policy)
		j.list("reasons", d.Reasons)
		j.list("accepted", d.Accepted)
		j.endObject()
	}
	j.endObject()
}

// taxonomies are the taxa that rules refer to, by the taxonomy's name and then
// by number.
type taxonomies []taxonomy

type taxonomy struct {
	name string
	ids  []string
}

func (e *SARIF) taxonomies() taxonomies {
	ids := map[string]map[string]bool{}
	for _, d := range e.rules {
		for _, t := range taxaOf(d.rule) {
			if ids[t.Taxonomy] == nil {
				ids[t.Taxonomy] = map[string]bool{}
			}
			ids[t.Taxonomy][t.ID] = true
		}
	}
	var all taxonomies
	for name, set := range ids {
		t := taxonomy{name: name}
		for id := range set {
			t.ids = append(t.ids, id)
		}
		slices.SortFunc(t.ids, compareIDs)
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b taxonomy) int { return strings.Compare(a.name, b.name) })
	return all
}

// taxaOf returns the taxa of a rule as a document can hold them.
func taxaOf(rule *scan.Rule) []scan.Taxon {
	all := rule.AllTaxa()
	list := all[:0]
	for _, t := range all {
		t.Taxonomy, t.ID = strings.ToValidUTF8(t.Taxonomy, "\uFFFD"), strings.ToValidUTF8(t.ID, "\uFFFD")
		if t.Taxonomy != "" && t.ID != "" && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

// compareIDs sorts numbers by value, and other ids after them.
func compareIDs(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	switch {
	case errX == nil && errY == nil:
		return cmp.Or(cmp.Compare(x, y), strings.Compare(a, b))
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	}
	return strings.Compare(a, b)
}

// find returns the indexes of a taxon.
func (list taxonomies) find(t scan.Taxon) (component, index int, ok bool) {
	component = slices.IndexFunc(list, func(x taxonomy) bool { return x.name == t.Taxonomy })
	if component < 0 {
		return 0, 0, false
	}
	index, ok = slices.BinarySearchFunc(list[component].ids, t.ID, compareIDs)
	return component, index, ok
}

func (list taxonomies) write(j *jsonBuf) {
	if len(list) == 0 {
		return
	}
	j.array("taxonomies")
	for _, t := range list {
		j.object("")
		j.must("name", t.name)
		switch t.name {
		case "CWE":
			j.str("fullName", "Common Weakness Enumeration")
			j.str("organization", "MITRE")
			j.str("informationUri", "https://cwe.mitre.org/")
		case "CICD-SEC":
			j.str("fullName", "OWASP Top 10 CI/CD Security Risks")
			j.str("organization", "OWASP")
			j.str("informationUri", "https://owasp.org/www-project-top-10-ci-cd-security-risks/")
		}
		j.array("taxa")
		for _, id := range t.ids {
			j.object("")
			j.must("id", id)
			if n, err := strconv.Atoi(id); err == nil && t.name == "CWE" {
				j.str("helpUri", "https://cwe.mitre.org/data/definitions/"+strconv.Itoa(n)+".html")
			}
			j.endObject()
		}
		j.endArray()
		j.endObject()
	}
	j.endArray()
	j.raw(",\n")
}
