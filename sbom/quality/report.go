package quality

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// Result is what one element came to.
type Result struct {
	// Rule tells the element.
	Rule *scan.Rule
	// Level says how much the profile wants it.
	Level Level
	// Total is the number of things that must state it: 1 for an element of the
	// document, else the number of components.
	Total int
	// Missing are the components that do not state it; for an element of the
	// document it is empty.
	Missing []*bom.Component
	// Share is the part that states it, 0 to 1. An element of the document may be
	// stated in part.
	Share float64
	// Failed says that at least one thing does not state it, or that there is no
	// component.
	Failed bool
}

// counts reports whether the element counts in the score: an additional one
// that nothing states may not exist.
func (r *Result) counts() bool {
	return r.Level == Required || r.Level == Additional && r.Share > 0
}

// Report is a document held against a profile.
type Report struct {
	Profile Profile
	// Results of the elements, in the order of the profile.
	Results []Result
}

// Assess holds a document against a profile. Components of type file are no
// components to the profiles. A document without any component has none that
// states anything, and so fails. An unknown profile has no elements.
func Assess(d *bom.Document, profile Profile) *Report {
	r := &Report{Profile: profile}
	v := newView(d)
	for _, e := range profile.elements() {
		r.Results = append(r.Results, e.check(v))
	}
	return r
}

// Conforms reports whether nothing is missing of what is required.
func (r *Report) Conforms() bool {
	for _, e := range r.Results {
		if e.Failed && e.Level == Required {
			return false
		}
	}
	return true
}

// Result returns what the element of a rule came to, nil if the profile does not
// have it.
func (r *Report) Result(rule string) *Result {
	for i := range r.Results {
		if r.Results[i].Rule.ID == rule {
			return &r.Results[i]
		}
	}
	return nil
}

// Satisfied counts the elements of a level that everything states, and all of
// that level.
func (r *Report) Satisfied(level Level) (satisfied, total int) {
	for _, e := range r.Results {
		if e.Level != level {
			continue
		}
		total++
		if !e.Failed {
			satisfied++
		}
	}
	return satisfied, total
}

// Score returns the mean over the elements of the share that states them, 0 to
// 10. Required ones count, and additional ones that something states.
func (r *Report) Score() float64 {
	sum, n := 0.0, 0
	for _, e := range r.Results {
		if e.counts() {
			sum += e.Share
			n++
		}
	}
	return 10 * sum / float64(max(n, 1))
}

// Grade returns the score as a letter: A from 9, B from 8, C from 7, D from 5,
// else F.
func (r *Report) Grade() string {
	score := r.Score()
	for _, g := range []struct {
		least float64
		grade string
	}{{9, "A"}, {8, "B"}, {7, "C"}, {5, "D"}} {
		if score >= g.least {
			return g.grade
		}
	}
	return "F"
}

// Findings returns a finding for every element that something lacks, with the
// path as that of the document: one for each component, in the order of the
// profile and of the document.
func (r *Report) Findings(path string) []*scan.Record { return r.findings(path, 0) }

// findings names so many components of an element, all for 0. The last of them
// counts the others.
func (r *Report) findings(path string, limit int) []*scan.Record {
	var out []*scan.Record
	for _, e := range r.Results {
		if !e.Failed {
			continue
		}
		if len(e.Missing) == 0 {
			out = append(out, record(e, scan.Location{Path: path}, "The document: "+lower(e.Rule.Name)+"."))
		}
		for i, c := range e.Missing {
			message := fmt.Sprintf("Component %.80q: %s.", c.FullName(), lower(e.Rule.Name))
			rest := len(e.Missing) - i - 1
			last := i+1 == limit && rest > 0
			if last {
				message += fmt.Sprintf(" The same is true of %d more.", rest)
			}
			loc := scan.Location{Path: path, Region: c.Region, Logical: c.Ref, Origin: &scan.Origin{Component: c.Ref}}
			out = append(out, record(e, loc, message))
			if last {
				break
			}
		}
	}
	return out
}

// record makes a finding; those of elements that are not required are
// pedantic.
func record(e Result, loc scan.Location, message string) *scan.Record {
	r := &scan.Record{Rule: e.Rule, Severity: e.Rule.Severity, Confidence: e.Rule.Confidence, Message: message, Location: loc}
	if e.Level != Required {
		r.Persona = scan.PersonaPedantic
	}
	return r
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
