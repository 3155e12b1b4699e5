package policy_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/policy"
	"github.com/penstock-dev/penstock/scan"
)

func record(fingerprint string, severity scan.Severity, suppressed bool) scan.Finding {
	r := &scan.Record{Fingerprint: scan.Fingerprint(fingerprint), Severity: severity, Rule: &scan.Rule{ID: "a/b", Class: "misfeature"}}
	if suppressed {
		r.Suppressions = []scan.Suppression{{Kind: "inSource"}}
	}
	return r
}

func TestBaseline(t *testing.T) {
	t.Parallel()
	passed := record("passed", scan.SeverityHigh, false)
	passed.Common().Outcome = scan.OutcomePass
	gone := record("gone before", scan.SeverityHigh, false)
	gone.Common().Baseline = scan.BaselineAbsent
	spread := func(n int) scan.Finding {
		f := record("spread", scan.SeverityHigh, false)
		f.Common().Occurrences = n
		return f
	}
	base := policy.NewBaseline([]scan.Finding{
		spread(0),
		record("same", scan.SeverityHigh, false), record("graver", scan.SeverityLow, false), record("milder", scan.SeverityHigh, false),
		record("gone", scan.SeverityHigh, false), record("hushed", scan.SeverityHigh, true), record("still hushed", scan.SeverityHigh, true),
		record("", scan.SeverityHigh, false), passed, gone, record("same", scan.SeverityHigh, true),
	})
	found := []scan.Finding{
		spread(2),
		record("new", scan.SeverityHigh, false), record("same", scan.SeverityHigh, false), record("graver", scan.SeverityHigh, false),
		record("milder", scan.SeverityLow, false), record("hushed", scan.SeverityHigh, false), record("still hushed", scan.SeverityHigh, true),
		record("", scan.SeverityHigh, false), record("gone before", scan.SeverityHigh, false),
	}
	got := map[string]scan.BaselineState{}
	gate, err := policy.New(policy.Config{})
	if err != nil {
		t.Fatal(err)
	}
	judgement := gate.Judge()
	for _, f := range base.Compare(found) {
		r := f.Common()
		got[string(r.Fingerprint)] = r.Baseline
		judgement.Finding(f)
	}
	want := map[string]scan.BaselineState{
		"spread": scan.BaselineUpdated, "new": scan.BaselineNew, "same": scan.BaselineUnchanged, "graver": scan.BaselineUpdated, "milder": scan.BaselineUnchanged,
		"hushed": scan.BaselineNew, "still hushed": scan.BaselineUnchanged, "": scan.BaselineNew, "gone": scan.BaselineAbsent, "gone before": scan.BaselineNew,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if d := judgement.Decision(); d.Failed != 6 || d.Known != 4 || d.Verdict != policy.Fail {
		t.Errorf("decision %+v", d)
	}
}

// TestBaselineStream wants errors to be passed on, and a stream that is left early to
// say nothing about what is gone.
func TestBaselineStream(t *testing.T) {
	t.Parallel()
	base := policy.NewBaseline([]scan.Finding{record("a", scan.SeverityHigh, false), record("b", scan.SeverityHigh, false)})
	in := func(yield func(scan.Finding, error) bool) {
		_ = yield(nil, errors.New("broken")) && yield(record("c", scan.SeverityHigh, false), nil)
	}
	for n := range 4 {
		count := 0
		for range base.Stream(in) {
			if count++; count > n {
				break
			}
		}
		if want := min(n+1, 4); count != want {
			t.Errorf("left after %d: %d items", n+1, count)
		}
	}
}
