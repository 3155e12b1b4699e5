package deps

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// Exploits knows which vulnerabilities are exploited; package exploit has one.
// It must be safe for concurrent use.
type Exploits interface {
	// Scores returns the scores of a vulnerability with all its ids.
	Scores(ids []string) []scan.Score
}

// Coverage says how packages of one ecosystem were checked.
type Coverage struct {
	Ecosystem string
	// Packages that were asked about.
	Packages int
	// Covered says that the source has the advisories of the ecosystem. If it
	// does not, the packages were not checked.
	Covered bool
	// Modified is when the newest of these advisories was modified; zero when
	// that is not known.
	Modified time.Time
}

// prepare tells a source what it will be asked.
func (a *Analyzer) prepare(ctx context.Context, packages []*scan.Package) error {
	var list []osv.Package
	for _, p := range packages {
		if published(p) && !unpublished(p.Ecosystem) { // a server would refuse to answer
			list = append(list, osv.Package{Ecosystem: p.Ecosystem, Name: p.Name})
		}
	}
	if err := a.cfg.Source.Prepare(ctx, list); err != nil {
		return fmt.Errorf("looking up advisories: %w", err)
	}
	return nil
}

// coverage returns how packages were checked, in the order of the ecosystems.
func (a *Analyzer) coverage(g *gaps) []Coverage {
	var list []Coverage
	for _, name := range slices.Sorted(maps.Keys(g.asked)) {
		e, covered := a.cfg.Source.Coverage(name)
		list = append(list, Coverage{Ecosystem: name, Packages: g.asked[name], Covered: covered, Modified: e.Modified})
	}
	return list
}

// notes says how old the advisories are that packages were checked with.
func notes(list []Coverage) []*scan.Diagnostic {
	var notes []*scan.Diagnostic
	for _, c := range list {
		if !c.Covered {
			continue // a diagnostic says so
		}
		age := "unknown age"
		if !c.Modified.IsZero() {
			age = c.Modified.Format(time.DateOnly)
		}
		notes = append(notes, &scan.Diagnostic{
			Kind: "advisories", Note: true,
			Message: fmt.Sprintf("%s: %s checked with advisories of %s", c.Ecosystem, count(c.Packages, "package"), age),
		})
	}
	return notes
}
