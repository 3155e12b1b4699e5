package suite_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/licensing"
	"github.com/penstock-dev/penstock/scan/suite"
)

var update = flag.Bool("update", false, "write the pages of docs/rules")

// rulesFolder holds a page for each group of rules.
const rulesFolder = "../../docs/rules"

// TestRuleDocs holds docs/rules to the rules that there are: each has a place
// on the page of its group, and no page is left of a group that is gone.
//
//	go test ./scan/suite -run TestRuleDocs -update
func TestRuleDocs(t *testing.T) {
	t.Parallel()
	pages := rulePages(t)
	if *update {
		if err := writePages(pages); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(rulesFolder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(pages)), names); diff != "" {
		t.Errorf("pages (-want +got), run with -update:\n%s", diff)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.Join(rulesFolder, name))
		if err == nil && string(got) != want {
			t.Errorf("docs/rules/%s is out of date: run with -update", name)
		}
	}
}

func writePages(pages map[string]string) error {
	if err := os.RemoveAll(rulesFolder); err != nil {
		return err
	}
	if err := os.MkdirAll(rulesFolder, 0o755); err != nil {
		return err
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(rulesFolder, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// rulePages returns the pages by the names of their files.
func rulePages(t *testing.T) map[string]string {
	t.Helper()
	analyzers, err := suite.New(t.Context(), suite.Config{Licenses: &licensing.Config{}})
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]*scan.Rule{}
	for _, a := range analyzers {
		for _, r := range a.Rules() {
			group, _, _ := strings.Cut(r.ID, "/")
			groups[group] = append(groups[group], r)
		}
	}
	pages := map[string]string{}
	var index strings.Builder
	index.WriteString("# Rules\n\nMade from the rules themselves; `gate rules explain ID` prints the same on a terminal, with how to ignore it. " +
		"A finding can have another severity than its rule where the place makes it worse or harmless.\n\n| group | rules |\n|---|---|\n")
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		rules := groups[group]
		slices.SortFunc(rules, func(a, b *scan.Rule) int { return strings.Compare(a.ID, b.ID) })
		fmt.Fprintf(&index, "| [%s](%s.md) | %d |\n", group, group, len(rules))
		pages[group+".md"] = rulePage(group, rules)
	}
	pages["README.md"] = index.String()
	return pages
}

// manyRules is the number from which on a page is one table: the rules of
// secrets differ in little but their issuer.
const manyRules = 200

func rulePage(group string, rules []*scan.Rule) string {
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
		fmt.Fprintf(b, "\nFix: %s\n", lowerFirst(r.Fix))
	}
	for _, ref := range r.References {
		fmt.Fprintf(b, "\n- [%s](%s)", ref.Title, ref.URL)
	}
	if len(r.References) > 0 {
		b.WriteString("\n")
	}
	if len(r.Tags) > 0 {
		fmt.Fprintf(b, "\nAlso known as: %s.\n", strings.Join(r.Tags, ", "))
	}
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// cell returns a text as it may stand in a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
