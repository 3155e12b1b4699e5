package scan_test

import (
	"errors"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
)

// TestFirst wants of equal findings the first, and everything else.
func TestFirst(t *testing.T) {
	t.Parallel()
	record := func(message, fingerprint string, change func(*scan.Record)) *scan.Record {
		r := &scan.Record{Message: message, Fingerprint: scan.Fingerprint(fingerprint)}
		if change != nil {
			change(r)
		}
		return r
	}
	failed := errors.New("failed")
	in := []*scan.Record{
		record("one", "a", nil), record("again", "a", nil), nil, record("other", "b", nil),
		record("worse", "a", func(r *scan.Record) { r.Severity = scan.SeverityHigh }),
		record("elsewhere", "a", func(r *scan.Record) { r.Location.Origin = &scan.Origin{Target: "2"} }),
		record("later", "a", func(r *scan.Record) { r.Location.Origin = &scan.Origin{Commit: "2"} }),
		record("let be", "a", func(r *scan.Record) { r.Suppressions = []scan.Suppression{{Kind: "inSource"}} }), nil,
	}
	var stream iter.Seq2[scan.Finding, error] = func(yield func(scan.Finding, error) bool) {
		for _, r := range in {
			if r == nil && !yield(nil, failed) || r != nil && !yield(r, nil) {
				return
			}
		}
	}
	var got []string
	for f, err := range scan.First(stream) {
		if err != nil {
			got = append(got, err.Error())
		} else {
			got = append(got, f.Common().Message)
		}
	}
	if diff := cmp.Diff([]string{"one", "failed", "other", "worse", "elsewhere", "let be", "failed"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for range scan.First(stream) {
		break
	}
}
