package deps

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// Result is what [Analyzer.Match] found.
type Result struct {
	// Vulnerabilities are malware first; then in the order in which the
	// packages were first given, and by id.
	Vulnerabilities []*Vulnerability
	// Diagnostics say what could not be checked.
	Diagnostics []*scan.Diagnostic
	// Coverage says what the packages of each ecosystem were checked with, in
	// the order of the ecosystems; nil without a source.
	Coverage []Coverage
}

// Match checks packages. Needed are their ecosystem, name and version; the same
// package given several times is reported once, with all its locations. The
// packages are only read, and shared with the findings. An error comes from
// the source or from ctx.
func (a *Analyzer) Match(ctx context.Context, packages []*scan.Package) (*Result, error) {
	result := &Result{}
	gaps := newGaps()
	if a.cfg.Source == nil {
		n, cloned := countPublished(packages)
		if n > 0 {
			result.Diagnostics = append(result.Diagnostics, noSource(n))
		}
		if cloned > 0 {
			result.Diagnostics = append(result.Diagnostics, unclonedNote(cloned))
		}
		return result, nil
	}
	if err := a.prepare(ctx, packages); err != nil {
		return nil, err
	}
	suspects, err := a.suspects(ctx, packages, gaps)
	if err != nil {
		return nil, err
	}
	var malware, vulnerabilities []*Vulnerability
	all := newForest(packages)
	for _, s := range suspects {
		found, err := a.assess(ctx, s, gaps)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			all.explain(s, found)
		}
		for _, v := range found {
			if v.Kind == scan.KindMalware {
				malware = append(malware, v)
			} else {
				vulnerabilities = append(vulnerabilities, v)
			}
		}
	}
	result.Vulnerabilities = append(malware, vulnerabilities...)
	result.Diagnostics = append(a.sourceDiagnostics(), gaps.diagnostics()...)
	result.Coverage = a.coverage(gaps)
	return result, nil
}

// suspect is one version of a package about which there are claims.
type suspect struct {
	first     *scan.Package
	packages  []*scan.Package
	version   string // by which it is matched
	locations []scan.Location
	claims    []osv.Claim
}

// suspects returns the packages about which there are claims, each version
// once, in the order in which they were first given.
func (a *Analyzer) suspects(ctx context.Context, packages []*scan.Package, gaps *gaps) ([]*suspect, error) {
	type identity struct{ ecosystem, name, version string }
	var list []*suspect
	var claims []osv.Claim
	known := map[identity]*suspect{}
	counted := newTally(packages)
	for _, p := range packages {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("matching packages with advisories: %w", context.Cause(ctx))
		}
		if !published(p) {
			continue
		}
		if unpublished(p.Ecosystem) {
			if !counted.again(p) {
				gaps.asked[p.Ecosystem]++
				gaps.unchecked(p)
			}
			continue
		}
		if !counted.again(p) {
			gaps.asked[p.Ecosystem]++
			if p.Ecosystem == "" || !gaps.covered(a.cfg.Source, p.Ecosystem) {
				gaps.unchecked(p)
			}
		}
		var err error
		claims = claims[:0]
		for _, name := range namesOf(p) {
			if claims, err = a.cfg.Source.Claims(ctx, claims, p.Ecosystem, name); err != nil {
				return nil, fmt.Errorf("looking up advisories of %s %s: %w", p.Ecosystem, p.Name, err)
			}
		}
		if len(claims) == 0 {
			continue
		}
		id := identity{p.Ecosystem, osv.NormalName(p.Ecosystem, p.Name), matched(p)}
		s := known[id]
		if s == nil {
			s = &suspect{first: p, version: id.version, claims: append([]osv.Claim(nil), claims...)}
			known[id] = s
			list = append(list, s)
		}
		s.packages = append(s.packages, p)
		s.locations = append(s.locations, p.Locations...)
	}
	return list, nil
}

// published reports whether advisories can be about the package: not when it
// is the project itself or a folder of it, whose name may be that of somebody
// else's package. An archive in the project is a published package all the
// same.
func published(p *scan.Package) bool {
	if p.Relation == scan.RelationRoot {
		return false
	}
	source := strings.TrimPrefix(strings.TrimPrefix(p.Source, "file:"), "link:")
	if source == "" || strings.Contains(source, "://") || strings.Contains(source, "@") || listed(p) && !strings.ContainsAny(source, `./\`) { // a word such as UNKNOWN
		return true
	}
	switch path.Ext(source) {
	case ".tgz", ".gz", ".bz2", ".xz", ".zip", ".whl", ".tar", ".gem", ".jar", ".nupkg", ".crate":
		return true
	}
	return false
}

// countPublished counts the packages that advisories can be about, repositories
// apart.
func countPublished(packages []*scan.Package) (n, cloned int) {
	counted := newTally(packages)
	for _, p := range packages {
		switch {
		case !published(p) || unadvised(p) || counted.again(p):
		case p.Ecosystem == repositories:
			cloned++
		default:
			n++
		}
	}
	return n, cloned
}

// match is a claim that holds for a package's version.
type match struct {
	claim    osv.Claim
	advisory *osv.Advisory
	certain  bool
}

// assess returns the findings about one package version.
func (a *Analyzer) assess(ctx context.Context, s *suspect, gaps *gaps) ([]*Vulnerability, error) {
	version, err := osv.ParseVersion(s.first.Ecosystem, s.version)
	var matches []match
	undecided := 0
	for _, c := range s.claims {
		if c.Withdrawn() {
			continue
		}
		verdict := c.Evaluate(version)
		if verdict == osv.VerdictUndecided {
			undecided++
		}
		if verdict == osv.VerdictAffected || verdict == osv.VerdictUndecided && a.cfg.Unversioned {
			advisory, err := a.cfg.Source.Advisory(ctx, c)
			if err != nil {
				return nil, fmt.Errorf("reading an advisory of %s %s: %w", s.first.Ecosystem, s.first.Name, err)
			}
			matches = append(matches, match{c, advisory, verdict == osv.VerdictAffected})
		}
	}
	if undecided > 0 {
		gaps.undecided(s, undecided, err)
	}
	if len(matches) == 0 {
		return nil, nil
	}
	u := upgrades{version: version, pkg: s.first, claims: s.claims}
	clearsAll := u.clearingAll()
	clearsMost := u.clearingMost(clearsAll)
	var found []*Vulnerability
	for _, group := range groupByAlias(matches) {
		v := newVulnerability(s, group, u, clearsMost, clearsAll, a.cfg.IDs)
		if a.cfg.Exploits != nil {
			v.Scores = append(v.Scores, a.cfg.Exploits.Scores(names(group, nil))...)
		}
		found = append(found, v)
	}
	sortByID(found)
	return found, nil
}
