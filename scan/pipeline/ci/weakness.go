package ci

import (
	"github.com/penstock-dev/penstock/scan"
)

// Privilege says what a run can do for somebody who may start it.
type Privilege string

// The privileges of a run.
const (
	// PrivilegeUnknown: the file does not say who starts it, as with a
	// component.
	PrivilegeUnknown Privilege = ""
	// PrivilegeRestricted: outsiders may start it, but it gets neither secrets
	// nor a token that can write.
	PrivilegeRestricted Privilege = "restricted"
	// PrivilegeInternal: only people with write access start it.
	PrivilegeInternal Privilege = "internal"
	// PrivilegeExposed: outsiders may start it, or feed it, and it runs with
	// secrets or a token that can write.
	PrivilegeExposed Privilege = "exposed"
)

// RoleOccurrence is the role of the further places of a finding that stands for
// several ([Weakness.Group]).
const RoleOccurrence = "occurrence"

// Weakness is a finding in pipeline configuration.
type Weakness struct {
	scan.Record
	// System is the CI system, such as "github".
	System string `json:"system"`
	// Triggers are the events that start the pipeline, in the file's order.
	Triggers []string `json:"triggers,omitempty"`
	// Job is the id of the job; empty for a finding about the file.
	Job string `json:"job,omitempty"`
	// Step is the index of the step in its job; -1 where none is concerned.
	Step int `json:"step"`
	// Privilege of the run where the weakness is.
	Privilege Privilege `json:"privilege,omitempty"`
	// Expression is the template expression concerned, without its fence.
	Expression string `json:"expression,omitempty"`
	// Component is the reference concerned, as written.
	Component string `json:"component,omitempty"`
	// Path is the attack that the finding ends, or is a part of; nil where it is
	// about no such thing. It also stands in the record's properties, under
	// [PropertyPath].
	Path *Path `json:"path,omitempty"`
	// Piece says that the finding only matters, or matters most, on the way of an
	// attack: it becomes a part of a path of the same Correlation, of the same job,
	// or that starts where the finding is, as long as one is found.
	Piece bool `json:"-"`
	// Group, where it is set, joins findings that say the same thing about several
	// places of a file: they are told once, at the first place, with the others
	// as related locations in the role of [RoleOccurrence].
	Group string `json:"-"`
	// Scope is the step around the finding, or else the finding's own region:
	// a comment in it can suppress the finding.
	Scope scan.Region `json:"-"`
}

// Conceal implements [scan.Concealer].
func (w *Weakness) Conceal(hide func(string) string) {
	w.Expression, w.Component, w.Job = hide(w.Expression), hide(w.Component), hide(w.Job)
	if w.Path != nil {
		w.Path.conceal(hide)
	}
}

// Location returns the place of a span of the file.
func (f *File) Location(s Span, logical string) scan.Location {
	loc := f.Source.Location(s.Start, s.End)
	loc.Logical = logical
	return loc
}
