package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline"
)

// TestFold checks which findings become parts of a path, and what comments make
// of that.
func TestFold(t *testing.T) {
	t.Parallel()
	const head = "      - uses: actions/checkout@v6%s\n        with: { ref: \"${{ github.event.pull_request.head.sha }}\", persist-credentials: false }\n"
	workflow := func(checkout, run, rest string) string {
		return "on: pull_request_target\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n" + fmt.Sprintf(head, checkout) + "      - run: make" + run + "\n" + rest
	}
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"plain": {workflow("", "", ""), []string{
			"dangerous-trigger 1 part", "untrusted-checkout 7 whole", "cache-poisoning 9 part", "untrusted-checkout 9 part",
		}},
		"part ignored": {workflow("", " # penstock: ignore[untrusted-checkout]", ""), []string{
			"dangerous-trigger 1 part", "untrusted-checkout 7 whole", "cache-poisoning 9 part", "untrusted-checkout 9 suppressed",
		}},
		"whole ignored": {workflow(" # penstock: ignore[untrusted-checkout]", "", ""), []string{
			"dangerous-trigger 1 whole", "untrusted-checkout 7 suppressed", "cache-poisoning 9 whole", "untrusted-checkout 9 suppressed",
		}},
		"another path stays": {workflow(" # penstock: ignore[untrusted-checkout]", "", "      - run: echo ${{ github.head_ref }}\n"), []string{
			"dangerous-trigger 1 part", "untrusted-checkout 7 suppressed", "cache-poisoning 9 whole", "untrusted-checkout 9 suppressed", "expression-injection 10 whole",
		}},
		"no path": {"on: pull_request_target\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ls\n", []string{"dangerous-trigger 1 whole"}},
	} {
		list, err := newAnalyzer(t).Check(t.Context(), ".github/workflows/a.yml", []byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range list {
			_, rule, _ := strings.Cut(w.Rule.ID, "/")
			if w.Path == nil && !w.Piece {
				continue
			}
			got = append(got, fmt.Sprintf("%s %d %s", rule, w.Location.Region.StartLine, stateOf(w)))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func stateOf(w *pipeline.Weakness) string {
	switch {
	case w.Suppressed():
		return "suppressed"
	case w.Part:
		return "part"
	}
	return "whole"
}
