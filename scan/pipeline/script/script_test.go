package script_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/audittest"
	"github.com/penstock-dev/penstock/scan/pipeline/script"
)

// TestRules checks each rule on the archive of its name.
func TestRules(t *testing.T) {
	t.Parallel()
	var rules []*scan.Rule
	for _, r := range script.Rules() {
		rules = append(rules, &r.Meta)
	}
	audittest.Rules(t, "testdata", rules)
}

// TestFixes does the fixes of the rules to the archives of their names.
func TestFixes(t *testing.T) {
	t.Parallel()
	audittest.Fixes(t, "testdata/fix")
}
