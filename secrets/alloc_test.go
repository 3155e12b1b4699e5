//go:build !race

// Under the race detector a sync.Pool forgets at random what it holds.

package secrets_test

import (
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

func TestNoAllocationWhereNothingIs(t *testing.T) {
	a := analyzer(t, secrets.Config{})
	p := begin(t, a)
	f := scan.NewFile(&scan.Entry{Path: "a"}, []byte(strings.Repeat("plain text with token words, glpat- and eyJ in it\n", 500)))
	var out sink
	m := message()
	if n := testing.AllocsPerRun(20, func() {
		for range a.Matches(m) {
		}
	}); n > 2 {
		t.Errorf("%v allocations for a clean message", n)
	}
	if n := testing.AllocsPerRun(20, func() { _ = p.File(t.Context(), f, &out) }); n > 0 {
		t.Errorf("%v allocations for a clean file", n)
	}
}
