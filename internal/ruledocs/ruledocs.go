// Package ruledocs writes the pages of docs/rules, for the tests that hold them to
// the rules.
package ruledocs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// manyRules is the number from which on a page is one table: the rules of
// secrets differ in little but their issuer.
const manyRules = 200

// Page returns the page of a group of rules, which are sorted by their ids: a
// table, and each rule with what a user needs to know. It changes no rule.
func Page(group string, rules []*scan.Rule) string {
	rules = slices.SortedFunc(slices.Values(rules), func(a, b *scan.Rule) int { return strings.Compare(a.ID, b.ID) })
	var b strings.Builder
	fmt.Fprintf(&b, "# Rules of %s\n\n", group)
	if len(rules) > manyRules {
		b.WriteString("Revoke a value first, at its issuer, and issue a new one. Then take it out of the file: " +
			"removing the line is not enough, since the value stays in the history.\n\n")
		b.WriteString("| rule | what | severity | revoke at |\n|---|---|---|---|\n")
		for _, r := range rules {
			url := ""
			if len(r.References) > 0 {
				url = r.References[0].URL
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, cell(r.Name), r.Severity, url)
		}
		return b.String()
	}
	b.WriteString("| rule | what | severity | for |\n|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s |\n", r.ID, strings.ReplaceAll(r.ID, "/", ""), cell(r.Name), r.Severity, r.Persona)
	}
	for _, r := range rules {
		writeRule(&b, r)
	}
	return b.String()
}

func writeRule(b *strings.Builder, r *scan.Rule) {
	fmt.Fprintf(b, "\n## %s\n\n%s. Class `%s`, severity %s, confidence %s, for %s users", r.ID, r.Name, r.Class, r.Severity, r.Confidence, r.Persona)
	for _, taxon := range r.AllTaxa() {
		fmt.Fprintf(b, ", %s", taxon)
	}
	fmt.Fprintf(b, ".\n\n%s\n", r.Description)
	if r.Remediation != "" {
		fmt.Fprintf(b, "\n%s\n", r.Remediation)
	}
	if r.Example != "" {
		fmt.Fprintf(b, "\nReported:\n\n```\n%s\n```\n", strings.TrimRight(r.Example, "\n"))
	}
	if r.Fixed != "" {
		fmt.Fprintf(b, "\nNot reported:\n\n```\n%s\n```\n", strings.TrimRight(r.Fixed, "\n"))
	}
	if r.Fix != "" {
		fmt.Fprintf(b, "\nFix: %s\n", strings.ToLower(r.Fix[:1])+r.Fix[1:])
	}
	for _, ref := range r.References {
		fmt.Fprintf(b, "\n- [%s](%s)", ref.Title, ref.URL)
	}
	if len(r.References) > 0 {
		b.WriteString("\n")
	}
	// Names of other tools have the tool in front.
	own := func(tag string) bool { return !strings.Contains(tag, ":") }
	if names := slices.DeleteFunc(slices.Clone(r.Tags), own); len(names) > 0 {
		fmt.Fprintf(b, "\nAlso known as: %s.\n", strings.Join(names, ", "))
	}
}

// cell returns a text as it may stand in a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
