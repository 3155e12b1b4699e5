package scan

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Coverage counts what a run looked at.
type Coverage struct {
	// Entries is the number of files that the targets yielded, left out or
	// not. Unless the run ended early, each is counted by one of Files, Ignored,
	// Excluded, Unpacked, Unwanted and Unread.
	Entries int `json:"entries"`
	// Files is the number of files that at least one analyzer looked at.
	Files int `json:"files"`
	// Bytes is the size of those files.
	Bytes int64 `json:"bytes"`
	// Ignored counts files and whole folders left out by .gitignore files.
	Ignored int `json:"ignored,omitzero"`
	// Excluded counts files and whole folders left out by the caller.
	Excluded int `json:"excluded,omitzero"`
	// Unpacked counts archives in whose place the files in them were yielded.
	Unpacked int `json:"unpacked,omitzero"`
	// Unwanted counts files that no analyzer has an interest in.
	Unwanted int `json:"unwanted,omitzero"`
	// Unread counts files that could not be read, were too large, or were to be
	// looked at when the run ended early; diagnostics tell of them.
	Unread int `json:"unread,omitzero"`
	// Packages is the number of packages that the run collected.
	Packages int `json:"packages,omitzero"`
	// Findings is the number of findings.
	Findings int `json:"findings"`
	// Suppressed is the number of those findings that a comment, a waiver or
	// the like suppresses.
	Suppressed int `json:"suppressed,omitzero"`
	// Diagnostics is the number of diagnostics, notes included.
	Diagnostics int `json:"diagnostics"`
}

// Result is everything that came out of a run, in its fixed order.
type Result struct {
	Findings    []Finding
	Diagnostics []*Diagnostic
	Packages    []*Package
	Coverage    Coverage
}

// SuppressionCount says how many findings one mechanism suppressed.
type SuppressionCount struct {
	// Mechanism is that of [Suppression], or else its kind.
	Mechanism string `json:"mechanism"`
	Findings  int    `json:"findings"`
}

// Suppressed counts the suppressed findings by mechanism, in the order of its
// names. A finding with several suppressions counts for the first.
func (r *Result) Suppressed() []SuppressionCount {
	counts := map[string]int{}
	for _, f := range r.Findings {
		if list := f.Common().Suppressions; len(list) > 0 {
			counts[list[0].By()]++
		}
	}
	var list []SuppressionCount
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, SuppressionCount{name, counts[name]})
	}
	return list
}

// Incomplete returns the diagnostics that are no notes: what could not be
// looked at.
func (r *Result) Incomplete() []*Diagnostic {
	var list []*Diagnostic
	for _, d := range r.Diagnostics {
		if !d.Note {
			list = append(list, d)
		}
	}
	return list
}

// err returns nil for a complete run, otherwise an error that wraps
// ErrIncomplete and, after a cancelled run, its cause.
func (r *Result) err() error {
	incomplete := r.Incomplete()
	if len(incomplete) == 0 {
		return nil
	}
	err := fmt.Errorf("%w: things that could not be looked at: %d, the first: %s", ErrIncomplete, len(incomplete), incomplete[0].Error())
	for _, d := range incomplete {
		if d.Kind == DiagDeadline {
			err = errors.Join(err, d)
		}
	}
	return err
}
