package ruledocs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/ruledocs"
	"github.com/penstock-dev/penstock/scan"
)

func TestPage(t *testing.T) {
	t.Parallel()
	rules := []*scan.Rule{
		{ID: "a/two", Name: "Second | rule", Class: "misfeature", Severity: scan.SeverityLow, Description: "It is second.", Remediation: "Be first.", Example: "bad\n", Fixed: "good", Tags: []string{"word", "x:y"}},
		{ID: "a/one", Name: "First", Description: "It is first.", References: []scan.Reference{{Title: "Paper", URL: "https://example.com"}}},
	}
	page := ruledocs.Page("a", rules)
	at := 0
	for _, part := range []string{"# Rules of a\n", "(#aone)", `Second \| rule`, "## a/one\n", "- [Paper](https://example.com)", "## a/two\n", "Be first.", "Reported:\n\n```\nbad\n```", "Not reported:\n\n```\ngood\n```", "Also known as: x:y."} {
		i := strings.Index(page[at:], part)
		if i < 0 {
			t.Fatalf("no %q behind byte %d of:\n%s", part, at, page)
		}
		at += i
	}
	if rules[0].ID != "a/two" {
		t.Error("the caller's list was sorted")
	}
}

// TestManyRules checks that a large group is one table.
func TestManyRules(t *testing.T) {
	t.Parallel()
	var rules []*scan.Rule
	for i := range 300 {
		rules = append(rules, &scan.Rule{ID: fmt.Sprintf("b/%03d", i), Name: "Key", References: []scan.Reference{{URL: "https://example.com"}}})
	}
	if page := ruledocs.Page("b", rules); strings.Contains(page, "\n## ") || strings.Count(page, "\n| `b/") != 300 {
		t.Errorf("no table:\n%.300s", page)
	}
}
