package scan

import (
	"errors"
	"fmt"
)

// Coverage counts what a run looked at.
type Coverage struct {
	// Entries is the number of files that the targets yielded, left out or
	// not.
	Entries int `json:"entries"`
	// Files is the number of files that at least one analyzer looked at.
	Files int `json:"files"`
	// Bytes is the size of those files.
	Bytes int64 `json:"bytes"`
	// Ignored counts files and whole folders left out by .gitignore files.
	Ignored int `json:"ignored,omitzero"`
	// Excluded counts files and whole folders left out by the caller.
	Excluded int `json:"excluded,omitzero"`
	// Packages is the number of packages that the run collected.
	Packages int `json:"packages,omitzero"`
	// Findings is the number of findings.
	Findings int `json:"findings"`
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
	err := fmt.Errorf("%w: %d things could not be looked at, the first: %s", ErrIncomplete, len(incomplete), incomplete[0].Error())
	for _, d := range incomplete {
		if d.Kind == DiagDeadline {
			err = errors.Join(err, d)
		}
	}
	return err
}
