package trust_test

import (
	"os"
	"testing"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/internal/ruledocs"
)

// TestRuleDocs holds the page of docs/rules to the rules; the flag -update writes
// it. The index beside it is written by the test of scan/suite, after this one.
func TestRuleDocs(t *testing.T) {
	t.Parallel()
	const page = "../../docs/rules/trust.md"
	want := ruledocs.Page("trust", newAnalyzer(t).Rules())
	if goldentest.Updating() {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("docs/rules/trust.md is out of date (%v): run with -update", err)
	}
}
