package policy

import (
	"iter"
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// Baseline is what an earlier run, or one over another tree or document, found:
// with it a run says what a change introduces. Findings are the same if their
// fingerprints are; those of packages hold neither version nor path. A Baseline is
// immutable and safe for concurrent use.
type Baseline struct {
	known map[scan.Fingerprint]known
	order []scan.Finding
}

// known is what counts of a finding that was there before.
type known struct {
	severity    scan.Severity
	occurrences int
	suppressed  bool
}

// NewBaseline returns the baseline of some findings. Those without fingerprint are
// left out, and so are those that a baseline of their own no longer saw.
func NewBaseline(findings []scan.Finding) *Baseline {
	b := &Baseline{known: make(map[scan.Fingerprint]known, len(findings))}
	for _, f := range findings {
		r := f.Common()
		if r.Fingerprint == "" || r.Baseline == scan.BaselineAbsent || r.Outcome == scan.OutcomePass || r.Outcome == scan.OutcomeNotApplicable {
			continue
		}
		k, again := b.known[r.Fingerprint]
		if !again {
			b.order = append(b.order, f)
			k.suppressed = true
		}
		k.severity = max(k.severity, r.Severity)
		k.occurrences = max(k.occurrences, r.Occurrences, 1)
		k.suppressed = k.suppressed && r.Suppressed()
		b.known[r.Fingerprint] = k
	}
	return b
}

// Stream sets the state of every finding of a run against the baseline, and passes it
// on: [scan.BaselineNew]; [scan.BaselineUpdated] where the finding was there, but is
// graver now or has come to more places; [scan.BaselineUnchanged]. One that was suppressed and is no longer so
// is new. When in has ended without its iterator being broken, the findings that are
// gone follow as records with [scan.BaselineAbsent], in the order of the baseline. A
// run that was incomplete may miss what is not gone: its diagnostics tell.
func (b *Baseline) Stream(in iter.Seq2[scan.Finding, error]) iter.Seq2[scan.Finding, error] {
	return func(yield func(scan.Finding, error) bool) {
		seen := make(map[scan.Fingerprint]bool, len(b.known))
		for f, err := range in {
			if f != nil {
				r := f.Common()
				seen[r.Fingerprint] = true
				r.Baseline = b.state(r)
			}
			if !yield(f, err) {
				return
			}
		}
		for _, f := range b.order {
			if seen[f.Common().Fingerprint] {
				continue
			}
			gone := *f.Common()
			gone.Baseline = scan.BaselineAbsent
			if !yield(&gone, nil) {
				return
			}
		}
	}
}

func (b *Baseline) state(r *scan.Record) scan.BaselineState {
	switch k, ok := b.known[r.Fingerprint]; {
	case !ok || r.Fingerprint == "" || k.suppressed && !r.Suppressed():
		return scan.BaselineNew
	case r.Severity > k.severity, r.Occurrences > k.occurrences:
		return scan.BaselineUpdated
	}
	return scan.BaselineUnchanged
}

// Compare returns the findings of a run with their states against the baseline, and
// behind them those that are gone, as [Baseline.Stream] does.
func (b *Baseline) Compare(findings []scan.Finding) []scan.Finding {
	var all []scan.Finding
	in := func(yield func(scan.Finding, error) bool) {
		for _, f := range findings {
			if !yield(f, nil) {
				return
			}
		}
	}
	for f := range b.Stream(in) {
		all = append(all, f)
	}
	return slices.Clip(all)
}
