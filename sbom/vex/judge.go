package vex

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Mechanism is the mechanism of the suppressions that a [Judge] adds.
const Mechanism = "vex"

// Property is the name of the property of a record that holds the [Mark] of the
// statement that applies to it.
const Property = "vex"

// Mark is what a record keeps of the statement that applies to it. Its JSON
// names are API.
type Mark struct {
	Status        Status        `json:"status"`
	Justification Justification `json:"justification,omitempty"`
	Impact        string        `json:"impact,omitempty"`
	Action        string        `json:"action,omitempty"`
	Author        string        `json:"author,omitempty"`
	Time          string        `json:"time,omitempty"`
	Statement     string        `json:"statement,omitempty"`
}

// Config says what a [Judge] knows.
type Config struct {
	// Documents whose statements apply.
	Documents []*Document
	// Products are what was scanned: the names under which statements may speak
	// of it. Without any, statements about components of a product only apply where
	// a finding tells the way from the product to the component.
	Products []Product
}

// Judge applies statements to findings. It is immutable and safe for concurrent
// use.
type Judge struct {
	byID     map[string][]*ready // by id of the vulnerability in lower case, in the order of time
	products []thing
	problems []*scan.Diagnostic
}

// ready is a statement ready to match.
type ready struct {
	*Statement
	products []claimed
}

// New returns a judge. The documents are shared and must not change.
func New(config Config) *Judge {
	j := &Judge{byID: map[string][]*ready{}}
	for _, p := range config.Products {
		j.products = append(j.products, thingOf(p))
	}
	for _, d := range config.Documents {
		for _, p := range d.Problems {
			j.problems = append(j.problems, &scan.Diagnostic{Kind: scan.DiagMalformed, Analyzer: Mechanism, Location: scan.Location{Path: d.Path, Region: p.Region}, Message: p.Message})
		}
		for i := range d.Statements {
			s := &ready{&d.Statements[i], claim(d.Statements[i].Products)}
			for _, id := range ids(s.Vulnerability, s.Aliases) {
				j.byID[id] = append(j.byID[id], s)
			}
		}
	}
	for _, list := range j.byID {
		slices.SortStableFunc(list, func(a, b *ready) int { return a.Time.Compare(b.Time) })
	}
	return j
}

// ids returns the ids of a vulnerability in lower case, without repeats.
func ids(id string, aliases []string) []string {
	list := []string{strings.ToLower(id)}
	for _, a := range aliases {
		if a = strings.ToLower(a); a != "" && !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// Stream applies the statements to a stream of findings, such as that of
// [scan.Runner.Stream], and yields what comes in, in its order. It changes the
// records of the findings that a statement applies to: nobody else may look at
// them at the same time. The stream ends with a diagnostic for each conflict,
// each statement that is not sound, and whatever could not be read of the
// documents, and with a note on statements about products that are not known to
// be what was scanned. The iterator may be broken, and run again if in may.
func (j *Judge) Stream(in iter.Seq2[scan.Finding, error]) iter.Seq2[scan.Finding, error] {
	return func(yield func(scan.Finding, error) bool) {
		log := &log{notes: map[string]bool{}, elsewhere: map[*ready]bool{}, used: map[*ready]bool{}}
		for f, err := range in {
			if f != nil {
				j.apply(f.Common(), log)
			}
			if !yield(f, err) {
				return
			}
		}
		for _, d := range append(slices.Clone(j.problems), log.diagnostics()...) {
			if !yield(nil, d) {
				return
			}
		}
	}
}

// Apply applies the statements to a collected result, whose findings it changes
// as [Judge.Stream] does, and returns the diagnostics.
func (j *Judge) Apply(findings []scan.Finding) []*scan.Diagnostic {
	var out []*scan.Diagnostic
	all := func(yield func(scan.Finding, error) bool) {
		for _, f := range findings {
			if !yield(f, nil) {
				return
			}
		}
	}
	for _, err := range j.Stream(all) {
		if d, ok := err.(*scan.Diagnostic); ok {
			out = append(out, d)
		}
	}
	return out
}

// log is what is to be told at the end.
type log struct {
	list      []*scan.Diagnostic
	notes     map[string]bool // told already
	elsewhere map[*ready]bool
	used      map[*ready]bool
}

func (l *log) add(kind scan.DiagnosticKind, at scan.Location, message string) {
	if !l.notes[message] {
		l.notes[message] = true
		l.list = append(l.list, &scan.Diagnostic{Kind: kind, Analyzer: Mechanism, Location: at, Message: message})
	}
}

func (l *log) diagnostics() []*scan.Diagnostic {
	maps.DeleteFunc(l.elsewhere, func(s *ready, _ bool) bool { return l.used[s] })
	if n := len(l.elsewhere); n > 0 {
		l.list = append(l.list, &scan.Diagnostic{Kind: scan.DiagNotEvaluated, Analyzer: Mechanism, Note: true, Message: fmt.Sprintf(
			"VEX statements that name a component that was found, as part of a product that is not known to be what was scanned: %d; name the product to have them applied", n)})
	}
	return l.list
}

// apply marks a record by the statement that counts.
func (j *Judge) apply(r *scan.Record, log *log) {
	if r.Vulnerability == nil || r.Package == nil {
		return
	}
	s, conflict := j.find(r, log)
	if s == nil {
		return
	}
	name := strings.TrimSpace(r.Package.Name + " " + r.Package.Version)
	if conflict {
		log.add(scan.DiagNotEvaluated, r.Location, fmt.Sprintf("VEX statements of the same time contradict each other about %s in %s: %s is what counts", s.Vulnerability, name, s.Status))
	}
	own := *r.Vulnerability
	own.VEX = string(s.Status)
	r.Vulnerability = &own
	r.Properties = maps.Clone(r.Properties)
	if r.Properties == nil {
		r.Properties = map[string]any{}
	}
	r.Properties[Property] = Mark{s.Status, s.Justification, s.Impact, s.Action, s.Author, stamp(s.Time), s.ID}
	switch {
	case !s.sound():
		log.add(scan.DiagMalformed, r.Location, fmt.Sprintf("a VEX statement says that %s does not affect %s, and neither a known justification (it says %q) nor an impact: it suppresses nothing",
			s.Vulnerability, name, cmp.Or(string(s.Justification), s.Word)))
	case s.Status == NotAffected || s.Status == Fixed:
		r.Suppressions = append(slices.Clip(r.Suppressions), scan.Suppression{Kind: "external", Mechanism: Mechanism, Justification: s.words(), Owner: s.Author})
	case s.Action != "":
		r.Remediation = s.Action
	}
}

// find returns the statement that counts for a record, nil for none, and
// whether another one of the same time contradicts it.
func (j *Judge) find(r *scan.Record, log *log) (best *ready, conflict bool) {
	component := thingOfPackage(r.Package)
	products := slices.Clone(j.products)
	for _, way := range r.Package.Paths {
		if len(way) > 0 {
			products = append(products, thingOf(Product{ID: way[0], PURL: way[0]}))
		}
	}
	for _, id := range ids(r.Vulnerability.ID, r.Vulnerability.Aliases) {
		for _, s := range j.byID[id] {
			applies, elsewhere := s.applies(component, products)
			switch {
			case elsewhere:
				log.elsewhere[s] = true
			case !applies || s == best:
			case best == nil || s.Time.After(best.Time):
				best, conflict = s, false
			case s.Time.Equal(best.Time) && s.Status != best.Status:
				conflict = true
				if s.Status.care() > best.Status.care() {
					best = s
				}
			}
		}
	}
	if best != nil {
		log.used[best] = true
	}
	return best, conflict
}

// applies reports whether a statement is about a component of the products.
// Elsewhere means that it is about the component in a product that is none of
// them.
func (s *ready) applies(component thing, products []thing) (applies, elsewhere bool) {
	for i := range s.products {
		p := &s.products[i]
		if len(p.parts) > 0 && !component.isPart(p) {
			continue
		}
		scanned := component.is(p) || slices.ContainsFunc(products, func(t thing) bool { return t.is(p) })
		applies, elsewhere = applies || scanned, elsewhere || !scanned && len(p.parts) > 0
	}
	return applies, elsewhere && !applies
}

// isPart reports whether a thing is a product without named parts, or one of
// the parts.
func (t thing) isPart(p *claimed) bool {
	if len(p.parts) == 0 {
		return t.is(p)
	}
	for i := range p.parts {
		if t.isPart(&p.parts[i]) {
			return true
		}
	}
	return false
}
