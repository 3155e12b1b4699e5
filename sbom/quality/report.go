package quality

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// Profile is a list of elements that somebody wants in a document.
type Profile string

// The profiles.
const (
	// NTIA is "The Minimum Elements For a Software Bill of Materials" (NTIA, July
	// 2021), data fields.
	NTIA Profile = "ntia-2021"
	// FSCT is the minimum expected level of "Framing Software Component
	// Transparency", third edition (CISA, 2024): that of NTIA, with licenses and
	// copyright holders.
	FSCT Profile = "fsct-3"
	// BSI is the technical guideline TR-03183-2 of the German BSI, version 2.1. Its
	// words for CycloneDX are those of the taxonomy "bsi". Digests of the SHA-2 and
	// SHA-3 families are accepted.
	BSI Profile = "bsi-tr-03183-2"
)

// Profiles returns the profiles.
func Profiles() []Profile { return []Profile{BSI, FSCT, NTIA} }

// Result is what one element came to.
type Result struct {
	// Rule tells the element.
	Rule *scan.Rule
	// Optional elements are wanted where they exist, and do not decide whether a
	// document conforms.
	Optional bool
	// Total is the number of things that must state it: 1 for an element of the
	// document, else the number of components.
	Total int
	// Missing are the components that do not state it; for an element of the
	// document it is empty.
	Missing []*bom.Component
	// Failed says that at least one thing does not state it.
	Failed bool
}

// Report is a document held against a profile.
type Report struct {
	Profile Profile
	// Results in the order of the profile.
	Results []Result
}

// Assess holds a document against a profile. Components of type file are no
// components to the profiles. A document without any component has none that
// states anything, and so fails.
func Assess(d *bom.Document, profile Profile) *Report {
	r := &Report{Profile: profile}
	var components []*bom.Component
	for _, c := range d.Components {
		if c.Type != "file" {
			components = append(components, c)
		}
	}
	for _, e := range elements() {
		if !slices.Contains(e.profiles, profile) {
			continue
		}
		r.Results = append(r.Results, e.check(d, components))
	}
	return r
}

// Conforms reports whether nothing is missing but what is optional.
func (r *Report) Conforms() bool {
	for _, e := range r.Results {
		if e.Failed && !e.Optional {
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

// Score returns the mean over the elements of the share that states them, 0 to
// 10.
func (r *Report) Score() float64 {
	sum := 0.0
	for _, e := range r.Results {
		switch {
		case !e.Failed:
			sum++
		case len(e.Missing) > 0:
			sum += float64(e.Total-len(e.Missing)) / float64(e.Total)
		}
	}
	return 10 * sum / float64(max(len(r.Results), 1))
}

// Findings returns a finding for every element that something lacks, with the
// path as that of the document: one for each component, in the order of the
// profile and of the document.
func (r *Report) Findings(path string) []*scan.Record {
	var out []*scan.Record
	for _, e := range r.Results {
		if !e.Failed {
			continue
		}
		if len(e.Missing) == 0 {
			out = append(out, record(e, scan.Location{Path: path}, "The document: "+lower(e.Rule.Name)+"."))
		}
		for _, c := range e.Missing {
			loc := scan.Location{Path: path, Region: c.Region, Logical: c.Ref, Origin: &scan.Origin{Component: c.Ref}}
			out = append(out, record(e, loc, fmt.Sprintf("Component %q: %s.", c.FullName(), lower(e.Rule.Name))))
		}
	}
	return out
}

// record makes a finding; those of optional elements are pedantic.
func record(e Result, loc scan.Location, message string) *scan.Record {
	r := &scan.Record{Rule: e.Rule, Severity: e.Rule.Severity, Confidence: e.Rule.Confidence, Message: message, Location: loc}
	if e.Optional {
		r.Persona = scan.PersonaPedantic
	}
	return r
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
