package cli

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// edited reports whether a finding has a fix that edits files.
func edited(r *scan.Record) bool {
	return slices.ContainsFunc(r.Fixes, func(f scan.Fix) bool { return len(f.Edits) > 0 })
}

// needed returns the analyzers whose findings can be fixed: no others are of use in
// further rounds. What is found about packages rests on what all analyzers read, such
// as the inventory, which finds nothing itself; then all of them stay.
func needed(analyzers []scan.Analyzer, findings []scan.Finding) []scan.Analyzer {
	with := map[string]bool{}
	for _, f := range findings {
		r := f.Common()
		switch {
		case !edited(r):
		case r.Package != nil:
			return analyzers
		default:
			with[r.RuleID()] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(analyzers), func(a scan.Analyzer) bool {
		return !slices.ContainsFunc(a.Rules(), func(r *scan.Rule) bool { return with[r.ID] })
	})
}

// census counts open findings by what they are: a vulnerability of a package, or else
// a rule and a file, for fixes change the text that a fingerprint is made of.
type census map[string]int

func newCensus(findings []scan.Finding, counts func(*scan.Record) bool) census {
	c := census{}
	for _, f := range findings {
		r := f.Common()
		if r.Suppressed() || !counts(r) {
			continue
		}
		key := r.RuleID() + "\x00" + r.Location.Path
		if r.Package != nil {
			key = string(r.Fingerprint)
		}
		c[key]++
	}
	return c
}

// without returns how many of the findings others do not have.
func (c census) without(others census) int {
	n := 0
	for id, had := range c {
		n += max(had-others[id], 0)
	}
	return n
}
