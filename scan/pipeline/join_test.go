package pipeline_test

import (
	"slices"
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// TestJoin tells the same about several places of a file once, with a fix for
// all of them, but not what a comment suppresses.
func TestJoin(t *testing.T) {
	t.Parallel()
	const text = `on: workflow_dispatch
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: make
  b:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - uses: actions/checkout@v6 # penstock: ignore[credential-persistence] it pushes
      - run: make
  c:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: git push
`
	list, err := newAnalyzer(t).Check(t.Context(), ".github/workflows/ci.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var told, suppressed []*pipeline.Weakness
	for _, w := range list {
		switch {
		case w.Rule.ID != "github/credential-persistence":
		case w.Suppressed():
			suppressed = append(suppressed, w)
		default:
			told = append(told, w)
		}
	}
	if len(told) != 1 || len(suppressed) != 1 {
		t.Fatalf("%d findings and %d suppressed ones", len(told), len(suppressed))
	}
	w := told[0]
	var lines []int
	for _, l := range w.Related {
		if l.Role == ci.RoleOccurrence {
			lines = append(lines, l.Region.StartLine)
		}
	}
	if w.Location.Region.StartLine != 7 || w.Occurrences != 3 || len(lines) != 2 || lines[0] != 12 || lines[1] != 18 {
		t.Errorf("told at %d, %d times, again at %v", w.Location.Region.StartLine, w.Occurrences, lines)
	}
	// A push needs the token: without it is another fix.
	var edits []int
	for _, f := range w.Fixes {
		edits = append(edits, len(f.Edits))
	}
	if !slices.Equal(edits, []int{2, 1}) {
		t.Errorf("fixes with %v edits", edits)
	}
}
