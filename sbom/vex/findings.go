package vex

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// FindingsConfig says what findings do not.
type FindingsConfig struct {
	// Author makes the statements, Role says what the author is, Tool what
	// made the document.
	Author, Role, Tool string
	// Time of all statements. SOURCE_DATE_EPOCH or the time of a commit keep
	// documents reproducible.
	Time time.Time
	// Product is what was scanned; its components are named as subcomponents.
	// Without PURL and ID the components are the products themselves.
	Product Product
}

// FromFindings makes a document of the findings about vulnerabilities in
// packages, with the state that their analysis has come to:
//
//   - one to which a statement applied keeps its status and its words;
//   - one whose code is unreachable is not affected, for that reason;
//   - one that was checked and is not there, or that a baseline no longer
//     sees, is fixed;
//   - one that a person has to judge is under investigation;
//   - every other one is affected, also if somebody has decided to live with it,
//     which is then the action.
//
// Findings with the same status and the same words about a vulnerability are one
// statement. Statements and products are in rising order, so that the same findings
// give the same document in whatever order they come.
func FromFindings(findings []scan.Finding, config FindingsConfig) *Document {
	d := &Document{Author: config.Author, Role: config.Role, Tool: config.Tool, Time: config.Time.UTC(), Version: 1}
	index := map[string]int{}
	for _, f := range findings {
		r := f.Common()
		if r.Vulnerability == nil || r.Package == nil || r.Outcome == scan.OutcomeNotApplicable {
			continue
		}
		s := stateOf(r)
		s.Vulnerability, s.Aliases = r.Vulnerability.ID, slices.Clone(r.Vulnerability.Aliases)
		s.Time, s.Author = d.Time, d.Author
		key := strings.Join([]string{s.Vulnerability, string(s.Status), string(s.Justification), s.Impact, s.Action, s.Notes}, "\x00")
		i, ok := index[key]
		if !ok {
			i = len(d.Statements)
			index[key] = i
			d.Statements = append(d.Statements, s)
		}
		d.Statements[i].add(partOf(r.Package), config.Product)
		for _, alias := range s.Aliases {
			if !slices.Contains(d.Statements[i].Aliases, alias) {
				d.Statements[i].Aliases = append(d.Statements[i].Aliases, alias)
			}
		}
	}
	for i := range d.Statements {
		d.Statements[i].sort()
	}
	slices.SortFunc(d.Statements, func(a, b Statement) int {
		return cmp.Or(cmp.Compare(a.Vulnerability, b.Vulnerability), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Justification, b.Justification),
			cmp.Compare(a.Impact, b.Impact), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Notes, b.Notes))
	})
	return d
}

// partOf returns the product that stands for a package.
func partOf(p *scan.Package) Product {
	return Product{ID: cmp.Or(p.PURL, genericID(p)), PURL: p.PURL}
}

// genericID is the name in products of a package without package URL.
func genericID(p *scan.Package) string {
	id, err := purl.Canonical(purl.URL{Type: "generic", Name: p.Name, Version: p.Version})
	if err != nil {
		return ""
	}
	return id
}

func (s *Statement) add(part, whole Product) {
	list := &s.Products
	if whole.PURL != "" || whole.ID != "" {
		if len(s.Products) == 0 {
			whole.ID, whole.Subcomponents = cmp.Or(whole.ID, whole.PURL), nil
			s.Products = []Product{whole}
		}
		list = &s.Products[0].Subcomponents
	}
	if !slices.ContainsFunc(*list, func(p Product) bool { return p.ID == part.ID }) {
		*list = append(*list, part)
	}
}

// sort orders products and parts.
func (s *Statement) sort() {
	byID := func(a, b Product) int { return cmp.Compare(a.ID, b.ID) }
	slices.SortFunc(s.Products, byID)
	for _, p := range s.Products {
		slices.SortFunc(p.Subcomponents, byID)
	}
	slices.Sort(s.Aliases)
}

// stateOf returns what the analysis of a finding has come to.
func stateOf(r *scan.Record) Statement {
	if m, ok := markOf(r); ok {
		return Statement{Status: m.Status, Justification: m.Justification, Impact: m.Impact, Action: cmp.Or(m.Action, actionIf(m.Status, r))}
	}
	switch {
	case r.Vulnerability.Reachability == "unreachable":
		return Statement{Status: NotAffected, Justification: CodeNotInExecutePath, Impact: "The vulnerable code is not reached from the code of the project."}
	case r.Outcome == scan.OutcomePass || r.Baseline == scan.BaselineAbsent:
		return Statement{Status: Fixed}
	case r.Outcome == scan.OutcomeReview:
		return Statement{Status: UnderInvestigation, Notes: r.Message}
	}
	return Statement{Status: Affected, Action: action(r)}
}

// markOf returns the mark of a record, also of one that went through JSON.
func markOf(r *scan.Record) (Mark, bool) {
	switch v := r.Properties[Property].(type) {
	case Mark:
		return v, v.Status.care() >= 0
	case map[string]any:
		text := func(key string) string { s, _ := v[key].(string); return s }
		m := Mark{Status: Status(text("status")), Justification: Justification(text("justification")), Impact: text("impact"), Action: text("action")}
		return m, m.Status.care() >= 0
	}
	return Mark{}, false
}

func actionIf(s Status, r *scan.Record) string {
	if s != Affected {
		return ""
	}
	return action(r)
}

// action says what to do about a finding: what was decided, the version to move
// to, or the remediation.
func action(r *scan.Record) string {
	for _, s := range r.Suppressions {
		if s.Mechanism != Mechanism {
			return strings.TrimSpace("The risk is accepted. " + s.Justification)
		}
	}
	for _, f := range r.Fixes {
		if f.Upgrade != nil {
			return "Upgrade " + r.Package.Name + " to " + f.Upgrade.To + "."
		}
	}
	if r.Vulnerability.Fixed != nil {
		return "Upgrade " + r.Package.Name + " to " + r.Vulnerability.Fixed[0] + "."
	}
	return "No fixed version of " + r.Package.Name + " is known: replace it, or see whether the advisory names a way around the vulnerability."
}
