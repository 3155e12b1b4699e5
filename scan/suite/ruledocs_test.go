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

	"github.com/penstock-dev/penstock/internal/ruledocs"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/licensing"
	"github.com/penstock-dev/penstock/scan/suite"
)

var update = flag.Bool("update", false, "write the pages of docs/rules")

// rulesFolder holds a page for each group of rules.
const rulesFolder = "../../docs/rules"

// nestedGroups are the groups of rules that modules of their own have, which
// write their pages themselves.
var nestedGroups = []string{"trust"}

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
	for _, group := range nestedGroups {
		// The module's own tests hold its page to its rules.
		data, err := os.ReadFile(filepath.Join(rulesFolder, group+".md"))
		if err != nil {
			t.Fatal(err)
		}
		pages[group+".md"] = string(data)
		groups[group] = make([]*scan.Rule, strings.Count(string(data), "\n## "+group+"/"))
	}
	var index strings.Builder
	index.WriteString("# Rules\n\nMade from the rules themselves; `gate rules explain ID` prints the same on a terminal, with how to ignore it (but for the group trust, a module of its own). " +
		"A finding can have another severity than its rule where the place makes it worse or harmless.\n\n| group | rules |\n|---|---|\n")
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		rules := groups[group]
		fmt.Fprintf(&index, "| [%s](%s.md) | %d |\n", group, group, len(rules))
		if pages[group+".md"] != "" {
			continue
		}
		pages[group+".md"] = ruledocs.Page(group, rules)
	}
	pages["README.md"] = index.String()
	return pages
}
