package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// descriptor writes one rule.
func (e *SARIF) descriptor(j *jsonBuf, d *descriptor, taxa taxonomies) {
	rule := d.rule
	title := cmp.Or(rule.Name, d.id)
	if d.vuln != nil {
		title = cmp.Or(d.vuln.Summary, d.vuln.ID)
		if d.vuln.Summary != "" {
			title = d.vuln.ID + ": " + title
		}
	}
	j.object("")
	j.must("id", d.id)
	j.message("shortDescription", title)
	j.message("fullDescription", cmp.Or(rule.Description, title))
	if level := levelOf(rule.Severity); level != "warning" {
		j.object("defaultConfiguration")
		j.str("level", level)
		j.endObject()
	}
	j.str("helpUri", helpURI(rule))
	j.object("help")
	j.must("text", cmp.Or(helpText(rule), title))
	j.str("markdown", helpMarkdown(rule))
	j.endObject()
	relationships(j, rule, taxa)
	descriptorProperties(j, d)
	j.endObject()
}

// helpURI returns the first reference that is an absolute URL.
func helpURI(rule *scan.Rule) string {
	for _, ref := range rule.References {
		if u := absoluteURL(ref.URL); u != "" {
			return u
		}
	}
	return ""
}

func helpText(rule *scan.Rule) string {
	return strings.TrimSpace(rule.Description + "\n\n" + rule.Remediation)
}

// helpMarkdown returns the whole page about a rule.
func helpMarkdown(rule *scan.Rule) string {
	var b strings.Builder
	part := func(title, body string) {
		if body == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		if title != "" {
			b.WriteString("## " + title + "\n\n")
		}
		b.WriteString(body)
	}
	part("", rule.Description)
	part("What to do", rule.Remediation)
	part("Example", codeBlock(rule.Example))
	part("Better", codeBlock(rule.Fixed))
	var links strings.Builder
	for _, ref := range rule.References {
		if u := absoluteURL(ref.URL); u != "" {
			fmt.Fprintf(&links, "- [%s](<%s>)\n", markdown(cmp.Or(ref.Title, u)), u)
		}
	}
	part("References", strings.TrimSuffix(links.String(), "\n"))
	return b.String()
}

// codeBlock fences a text with more backticks than it has in a row.
func codeBlock(s string) string {
	if s == "" {
		return ""
	}
	longest, run := 0, 0
	for i := range len(s) {
		if run++; s[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", max(longest+1, 3))
	return fence + "\n" + strings.TrimSuffix(s, "\n") + "\n" + fence
}

// relationships links a rule to its taxa. A weakness of the Common Weakness
// Enumeration is more general than the rule; other taxa are relevant to it,
// which is what SARIF assumes.
func relationships(j *jsonBuf, rule *scan.Rule, taxa taxonomies) {
	before := len(j.b)
	j.array("relationships")
	start := len(j.b)
	for _, t := range taxaOf(rule) {
		component, index, ok := taxa.find(t)
		if !ok {
			continue
		}
		j.object("")
		j.object("target")
		j.must("id", t.ID)
		j.num("index", index)
		j.object("toolComponent")
		j.must("name", t.Taxonomy)
		j.num("index", component)
		j.endObject()
		j.endObject()
		if t.Taxonomy == "CWE" {
			j.list("kinds", []string{"superset"})
		}
		j.endObject()
	}
	if len(j.b) == start {
		j.b = j.b[:before]
		return
	}
	j.endArray()
}

func descriptorProperties(j *jsonBuf, d *descriptor) {
	rule := d.rule
	j.object("properties")
	if rule.Confidence != scan.ConfidenceUnknown {
		j.str("precision", rule.Confidence.String())
	}
	score := d.score
	if !d.found {
		score = middleScore(rule.Severity)
	}
	if score > 0 {
		j.str("security-severity", strconv.FormatFloat(score, 'f', 1, 64))
	}
	j.str("class", string(rule.Class))
	j.str("kind", string(rule.Kind))
	j.list("tags", tags(rule))
	j.endObject()
}

// tags returns "security", the weaknesses as GitHub writes them, the kind and
// the rule's own tags, each once and no more than GitHub takes.
func tags(rule *scan.Rule) []string {
	all := []string{"security"}
	add := func(tag string) {
		if tag != "" && len(all) < gitHubTags && !slices.Contains(all, tag) {
			all = append(all, tag)
		}
	}
	for _, t := range taxaOf(rule) {
		if n, err := strconv.Atoi(t.ID); err == nil && t.Taxonomy == "CWE" && n > 0 {
			add(fmt.Sprintf("external/cwe/cwe-%03d", n))
		}
	}
	add(string(rule.Kind))
	for _, tag := range rule.Tags {
		add(strings.ToValidUTF8(tag, "\uFFFD"))
	}
	return all
}
