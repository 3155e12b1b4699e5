package licensing

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/sbom/license"
	"github.com/penstock-dev/penstock/scan"
)

// Result is what [Analyzer.Check] found.
type Result struct {
	// Violations are what is not allowed, in the order in which the packages
	// were first given.
	Violations []*Violation
	// Diagnostics say what could not be judged.
	Diagnostics []*scan.Diagnostic
}

// subject is one version of a package with all that is said about it.
type subject struct {
	packages  []*scan.Package
	locations []scan.Location
	statement license.Reading
}

// identity is what packages are the same by.
type identity struct{ ecosystem, name, version, purl string }

func identityOf(p *scan.Package) identity {
	if p.PURL != "" {
		return identity{purl: p.PURL}
	}
	return identity{p.Ecosystem, p.Name, p.Version, ""}
}

// Check judges packages. The same package given several times, say by a lockfile
// and by what is installed, is judged once, by all that it states anywhere; of
// the rules of its scopes the strictest count. The packages are only read, and
// shared with the findings. An error comes from ctx.
func (a *Analyzer) Check(ctx context.Context, packages []*scan.Package) (*Result, error) {
	result := &Result{}
	ways := newWays(packages)
	missing := map[string][]string{}
	used := make([]bool, len(a.config.Exceptions))
	for _, s := range a.subjects(packages) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("judging licenses: %w", context.Cause(ctx))
		}
		o, strictest := a.opinion(s)
		switch {
		case o.verdict == "":
			missing[strictest.Ecosystem] = append(missing[strictest.Ecosystem], strings.TrimSpace(strictest.Name+" "+strictest.Version))
		case o.verdict != Allow:
			v := newViolation(s, strictest, o, ways.to(strictest.PURL))
			a.except(v, used)
			result.Violations = append(result.Violations, v)
		}
	}
	result.Diagnostics = append(uncounted(missing), a.unused(used)...)
	return result, nil
}

// subjects returns what is to be judged, in the order of the packages.
func (a *Analyzer) subjects(packages []*scan.Package) []*subject {
	var list []*subject
	known := map[identity]*subject{}
	for _, p := range packages {
		if p.Relation == scan.RelationRoot {
			continue
		}
		s := known[identityOf(p)]
		if s == nil {
			s = &subject{}
			known[identityOf(p)] = s
			list = append(list, s)
		}
		s.packages = append(s.packages, p)
		s.locations = append(s.locations, p.Locations...)
	}
	for _, s := range list {
		s.statement = a.statement(s.packages)
	}
	return list
}

// statement returns what packages that are the same state together.
func (a *Analyzer) statement(packages []*scan.Package) license.Reading {
	for _, c := range a.config.Conclusions {
		if concerns(c.Package, packages[0]) {
			return license.Read(c.License)
		}
	}
	var all license.Reading
	seen := map[string]bool{}
	var list []*license.Expression
	for _, p := range packages {
		r := license.ReadAll(p.Ecosystem, p.Licenses)
		if r.Expression == nil {
			all.None = all.None || r.None
			continue
		}
		if !seen[r.String()] {
			seen[r.String()] = true
			list = append(list, r.Expression)
			all.Texts = append(all.Texts, r.Texts...)
		}
	}
	if all.Expression = license.Join(license.And, list...); all.Expression != nil {
		all.Expression = all.Expression.Canonical()
	}
	return all
}

// opinion returns the strictest opinion that the rules of the scopes have, and a
// package of such a scope. The verdict is empty where a diagnostic is to count it.
func (a *Analyzer) opinion(s *subject) (opinion, *scan.Package) {
	var worst opinion
	strictest := s.packages[0]
	for i, p := range s.packages {
		r := a.scopes[p.Scope]
		if r == nil {
			r = a.rules
		}
		o := opinion{verdict: r.Missing, unknown: true}
		if s.statement.Expression != nil {
			o = r.judge(s.statement.Expression)
		}
		if i == 0 || o.worse(worst) {
			worst, strictest = o, p
		}
	}
	return worst, strictest
}

// uncounted tells how many packages state no license.
func uncounted(missing map[string][]string) []*scan.Diagnostic {
	var out []*scan.Diagnostic
	for _, ecosystem := range slices.Sorted(maps.Keys(missing)) {
		names := missing[ecosystem]
		out = append(out, &scan.Diagnostic{Kind: scan.DiagNotEvaluated, Message: fmt.Sprintf(
			"packages of %s that state no license where they were read: %d, such as %s; the policy was not applied to them", cmp.Or(ecosystem, "no known ecosystem"), len(names), names[0])})
	}
	return out
}

// except suppresses a violation that an exception is about.
func (a *Analyzer) except(v *Violation, used []bool) {
	for i, e := range a.config.Exceptions {
		if !concerns(e.Package, v.Package) || e.License != "" && !sameLicense(e.License, v.License) {
			continue
		}
		used[i] = true
		if expired(e.Expires, a.config.Now) {
			v.Message += fmt.Sprintf(". An exception (%s) ended on %s", e.Reason, e.Expires)
			continue
		}
		v.Suppressions = append(v.Suppressions, scan.Suppression{
			Kind: "external", Mechanism: "license-exception", Justification: e.Reason, Owner: e.Owner, Expires: e.Expires,
		})
	}
}

func sameLicense(a, b string) bool {
	x, y := license.Read(a), license.Read(b)
	return x.Expression != nil && y.Expression != nil && sortedText(x.Expression) == sortedText(y.Expression)
}

// expired reports whether the day is over. Without a clock it is.
func expired(day string, now time.Time) bool {
	return day != "" && (now.IsZero() || now.UTC().Format(time.DateOnly) > day)
}

// unused tells of exceptions that no finding needs, so that they can be taken
// out.
func (a *Analyzer) unused(used []bool) []*scan.Diagnostic {
	var names []string
	for i, e := range a.config.Exceptions {
		if !used[i] {
			names = append(names, e.Package)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []*scan.Diagnostic{{Kind: scan.DiagEmpty, Note: true, Message: "license exceptions that no package needs: " + strings.Join(names, ", ")}}
}
