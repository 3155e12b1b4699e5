package scan

import "iter"

// First passes on a stream of findings and errors, such as that of
// [Runner.Stream] over a history, without the findings whose fingerprint
// came before. A history has a leak in every version of the file that has it;
// its entries come in the order of introduction, so what is left of each leak
// is the place where it came in. A finding that is suppressed hides no other
// one, nor does one of another severity or target. It remembers what it passed
// on.
func First(stream iter.Seq2[Finding, error]) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		seen := map[identity]struct{}{}
		for finding, err := range stream {
			if err == nil {
				id := identityOf(finding.Common())
				if _, again := seen[id]; again {
					continue
				}
				seen[id] = struct{}{}
			}
			if !yield(finding, err) {
				return
			}
		}
	}
}

// identity is what makes a finding the same as another one.
type identity struct {
	fingerprint Fingerprint
	target      string
	severity    Severity
	suppressed  bool
}

func identityOf(r *Record) identity {
	id := identity{fingerprint: r.Fingerprint, severity: r.Severity, suppressed: len(r.Suppressions) > 0}
	if r.Location.Origin != nil {
		id.target = r.Location.Origin.Target
	}
	return id
}
