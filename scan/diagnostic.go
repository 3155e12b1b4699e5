package scan

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// ErrIncomplete is wrapped by every [Diagnostic] that is not a note, and by
// the error of a run in which one was reported: something could not be looked
// at, so the absence of findings proves nothing about it.
var ErrIncomplete = errors.New("scan incomplete")

// Diagnostic says what could not be looked at, and why. It comes in the same
// stream as the findings. A Diagnostic is an error; it wraps [ErrIncomplete]
// unless it is a note.
type Diagnostic struct {
	// Kind is what policies decide on.
	Kind DiagnosticKind `json:"kind"`
	// Analyzer that could not look; empty when it was the runner.
	Analyzer string `json:"analyzer,omitempty"`
	// Location that could not be looked at.
	Location Location `json:"location,omitzero"`
	// Message says what happened and, where something can be done about it,
	// what to do.
	Message string `json:"message"`
	// Note says that nothing was left unchecked of what an analyzer promises to
	// look at: good to know, no more. A documented bound on extra work, such as
	// on what is decoded in one text, is told by a note.
	Note bool `json:"note,omitempty"`
	// Err is the cause; its text is part of Error, not of Message. In JSON it
	// is the text "cause".
	Err error `json:"-"`
}

// plainDiagnostic is a Diagnostic without its methods.
type plainDiagnostic Diagnostic

type diagnosticJSON struct {
	*plainDiagnostic
	Cause string `json:"cause,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (d *Diagnostic) MarshalJSON() ([]byte, error) {
	v := diagnosticJSON{plainDiagnostic: (*plainDiagnostic)(d)}
	if d.Err != nil {
		v.Cause = d.Err.Error()
	}
	return json.Marshal(v)
}

// UnmarshalJSON implements [json.Unmarshaler]. The cause is left with its text
// only.
func (d *Diagnostic) UnmarshalJSON(data []byte) error {
	v := diagnosticJSON{plainDiagnostic: (*plainDiagnostic)(d)}
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	if v.Cause != "" {
		d.Err = errors.New(v.Cause)
	}
	return nil
}

// DiagnosticKind is the sort of a [Diagnostic]. Analyzers may define more.
type DiagnosticKind string

// The kinds of diagnostics that the runner and the targets report, and those
// that analyzers share.
const (
	DiagUnreadable      DiagnosticKind = "unreadable"       // could not be opened, listed or read
	DiagTooLarge        DiagnosticKind = "too-large"        // above the size limit
	DiagChanged         DiagnosticKind = "changed"          // grew or vanished while it was read
	DiagIrregular       DiagnosticKind = "irregular"        // a pipe, socket or device
	DiagSymlink         DiagnosticKind = "symlink"          // leads out of the target or nowhere
	DiagMalformed       DiagnosticKind = "malformed"        // could not be decoded or parsed
	DiagUnsupported     DiagnosticKind = "unsupported"      // a form that is not understood
	DiagLimit           DiagnosticKind = "limit"            // a bound on depth, count, ratio or size was reached
	DiagPanic           DiagnosticKind = "panic"            // an analyzer panicked
	DiagDeadline        DiagnosticKind = "deadline"         // the run ended before this was looked at
	DiagAnalyzer        DiagnosticKind = "analyzer"         // an analyzer failed as a whole
	DiagNoAdvisories    DiagnosticKind = "no-advisory-data" // no vulnerability data for these packages
	DiagStaleAdvisories DiagnosticKind = "stale-advisories" // vulnerability data older than asked for
	DiagUnpinned        DiagnosticKind = "unpinned"         // a requirement leaves the version open
	DiagNotEvaluated    DiagnosticKind = "not-evaluated"    // a version is missing or cannot be ordered
	DiagEmpty           DiagnosticKind = "empty"            // there was nothing to look at
	DiagShallow         DiagnosticKind = "shallow-history"  // a clone lacks commits
	DiagMissingObject   DiagnosticKind = "missing-object"   // a repository lacks contents
	DiagUnknownRule     DiagnosticKind = "unknown-rule"     // a comment is to ignore a rule that does not exist
	DiagUnusedIgnore    DiagnosticKind = "unused-ignore"    // a comment ignores nothing, or its time is over
	DiagUnverified      DiagnosticKind = "unverified"       // an issuer did not say whether a secret works
)

// DiagnosticKinds returns the kinds that this module reports, in rising order.
// Analyzers of other modules may have more.
func DiagnosticKinds() []DiagnosticKind {
	kinds := []DiagnosticKind{
		DiagUnreadable, DiagTooLarge, DiagChanged, DiagIrregular, DiagSymlink, DiagMalformed, DiagUnsupported, DiagLimit, DiagPanic,
		DiagDeadline, DiagAnalyzer, DiagNoAdvisories, DiagStaleAdvisories, DiagUnpinned, DiagNotEvaluated, DiagEmpty,
		DiagShallow, DiagMissingObject, DiagUnverified, DiagUnknownRule, DiagUnusedIgnore,
	}
	slices.Sort(kinds)
	return kinds
}

// Error returns place, message and cause on one line; an exclamation mark
// stands between an archive and what is in it.
func (d *Diagnostic) Error() string {
	var b strings.Builder
	if d.Location.Path != "" {
		if o := d.Location.Origin; o != nil {
			for _, archive := range o.Archives {
				b.WriteString(archive + "!")
			}
		}
		b.WriteString(d.Location.Path + ": ")
	}
	b.WriteString(d.Message)
	if d.Err != nil {
		b.WriteString(": " + d.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause, and [ErrIncomplete] unless d is a note.
func (d *Diagnostic) Unwrap() []error {
	var errs []error
	if !d.Note {
		errs = append(errs, ErrIncomplete)
	}
	if d.Err != nil {
		errs = append(errs, d.Err)
	}
	return errs
}
