package licensing

import (
	"strings"

	"github.com/penstock-dev/penstock/sbom/license"
	"github.com/penstock-dev/penstock/scan"
)

// Violation is the finding of this package: one version of a package whose
// license is not allowed. A Record is what is left of it after a file or a queue.
type Violation struct {
	scan.Record
	// Verdict is Review or Deny.
	Verdict Verdict
	// License is what the package states, as SPDX expression; empty where it
	// states nothing.
	License string
	// Parts are the licenses that decided, in the order of the expression.
	Parts []string
	// Class is that of the expression.
	Class license.Class
	// Texts are what references in the expression stand for, as far as they
	// were made up when it was read.
	Texts []license.Text
}

var _ scan.Finding = (*Violation)(nil)

func newViolation(s *subject, p *scan.Package, o opinion, way []string) *Violation {
	rule := deniedRule
	switch {
	case s.statement.Expression == nil:
		rule = missingRule
	case o.unknown:
		rule = unknownRule
	case o.verdict == Review:
		rule = reviewRule
	}
	own := *p
	if len(way) > 1 {
		own.Paths = [][]string{way}
	}
	v := &Violation{Verdict: o.verdict, Parts: o.parts, Class: license.Unknown, Texts: s.statement.Texts}
	loc, related := places(s.locations)
	v.Record = scan.NewRecord(rule, loc, "")
	v.Related, v.Package = related, &own
	switch o.verdict {
	case Deny:
		v.Severity = scan.SeverityHigh
	case Review:
		v.Severity, v.Outcome = scan.SeverityLow, scan.OutcomeReview
	}
	if e := s.statement.Expression; e != nil {
		v.License, v.Class = e.String(), e.Class()
		v.Properties = map[string]any{"license": v.License, "licenseClass": string(v.Class)}
	}
	v.Message = v.message(s.statement, way)
	return v
}

// message says in one sentence what is wrong, and where it comes from.
func (v *Violation) message(r license.Reading, way []string) string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(v.Package.Name + " " + v.Package.Version))
	switch {
	case r.Expression == nil && r.None:
		b.WriteString(" says that it has no license")
	case r.Expression == nil:
		b.WriteString(" states no license")
	default:
		b.WriteString(" is under " + v.License)
	}
	if r.Expression != nil && !(len(v.Parts) == 1 && v.Parts[0] == v.License) {
		b.WriteString(": " + strings.Join(v.Parts, ", "))
	}
	if r.Expression != nil {
		b.WriteString(" (" + v.classes() + ")")
	}
	if v.Verdict == Deny {
		b.WriteString(", which the policy denies")
	} else {
		b.WriteString(", which somebody has to look at")
	}
	if len(way) > 1 {
		b.WriteString("; needed by " + strings.Join(way[:len(way)-1], " > "))
	}
	return b.String()
}

// classes returns those of the parts that decided.
func (v *Violation) classes() string {
	var names []string
	for _, part := range v.Parts {
		name := string(license.Unknown)
		if e, err := license.Parse(part); err == nil {
			name = string(e.Class())
		}
		names = append(names, name)
	}
	return strings.Join(unique(names), ", ")
}

// places returns the first place, and the others as related ones.
func places(locations []scan.Location) (first scan.Location, others []scan.Location) {
	if len(locations) == 0 {
		return scan.Location{}, nil
	}
	for _, l := range locations[1:] {
		l.Role, l.Message = "definition", "also named here"
		others = append(others, l)
	}
	return locations[0], others
}
