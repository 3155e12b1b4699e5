package deps

import (
	"cmp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// upgrades finds versions of one package to move to.
type upgrades struct {
	version osv.Version
	pkg     *scan.Package
	claims  []osv.Claim // all about the package
}

// candidates returns the fixed versions above the package's that the claims
// name, the best first: those of the same major version, then the others, each
// in rising order.
func (u upgrades) candidates(claims []osv.Claim) []osv.Version {
	var list []osv.Version
	for _, c := range claims {
		for _, text := range c.LaterFixes(u.version) {
			if v, err := osv.ParseVersion(u.pkg.Ecosystem, released(u.pkg.Ecosystem, text)); err == nil {
				list = append(list, v)
			}
		}
	}
	major := majorOf(u.version.String())
	slices.SortStableFunc(list, func(a, b osv.Version) int {
		sameA, sameB := majorOf(a.String()) == major, majorOf(b.String()) == major
		switch {
		case sameA && !sameB:
			return -1
		case sameB && !sameA:
			return 1
		}
		return a.Compare(b)
	})
	return slices.CompactFunc(list, func(a, b osv.Version) bool { return a.Compare(b) == 0 })
}

// released returns the release for a bound in front of all its pre-releases, which
// nobody publishes: RustSec writes "0.4.21-0" for what is fixed in 0.4.21.
func released(ecosystem, fixed string) string {
	if ecosystem == "crates.io" || ecosystem == "Go" {
		return strings.TrimSuffix(fixed, "-0")
	}
	return fixed
}

// anyAffects reports whether one of the claims is not known to leave a version
// alone.
func anyAffects(claims []osv.Claim, v osv.Version) bool {
	return slices.ContainsFunc(claims, func(c osv.Claim) bool {
		return !c.Withdrawn() && c.Evaluate(v) != osv.VerdictUnaffected
	})
}

// clearing returns the candidates for a group of matches that clear all of it,
// the best first. All that the advisories of the group claim about the package
// counts, not only what holds for its version: some tell of a fix that was
// incomplete as another claim, from that version on.
func (u upgrades) clearing(group []match) []string {
	claims := u.claimsOf(group)
	return texts(slices.DeleteFunc(u.candidates(claims), func(v osv.Version) bool { return anyAffects(claims, v) }))
}

// claimsOf returns all claims about the package by the advisories of a group.
func (u upgrades) claimsOf(group []match) []osv.Claim {
	var claims []osv.Claim
	for _, c := range u.claims {
		if slices.ContainsFunc(group, func(m match) bool { return m.claim.SameAdvisory(c) }) {
			claims = append(claims, c)
		}
	}
	return claims
}

// helps reports whether a version clears a group of matches.
func (u upgrades) helps(group []match, version string) bool {
	v, err := osv.ParseVersion(u.pkg.Ecosystem, version)
	return err == nil && version != "" && !anyAffects(u.claimsOf(group), v)
}

// clearingAll returns the best of the candidates that no claim about the package
// affects, or "".
func (u upgrades) clearingAll() string {
	claims := u.mostAffecting()
	for _, v := range u.candidates(claims) {
		if !anyAffects(claims, v) {
			return v.String()
		}
	}
	return ""
}

// maxCompared bounds the comparisons for [upgrades.clearingMost]: packages of
// distributions have thousands of claims, and no manifest that could be edited.
const maxCompared = 200_000

// clearingMost returns, where no compatible version clears everything, the one that
// the fewest claims affect, the lowest of several; or "". Without it each finding
// would name another version, and raising the package by one of them would leave
// others open that a compatible version clears too.
func (u upgrades) clearingMost(all string) string {
	from := strings.TrimPrefix(u.version.String(), "v")
	if all != "" && compatible(u.pkg.Ecosystem, from, all) {
		return ""
	}
	claims := u.mostAffecting()
	list := slices.DeleteFunc(u.candidates(claims), func(v osv.Version) bool {
		return !compatible(u.pkg.Ecosystem, from, v.String())
	})
	if len(list)*len(claims) > maxCompared {
		return ""
	}
	best, fewest := "", len(claims)+1
	for _, v := range list {
		n := 0
		for _, c := range claims {
			if c.Evaluate(v) != osv.VerdictUnaffected {
				n++
			}
		}
		if n < fewest {
			best, fewest = v.String(), n
		}
	}
	return best
}

// mostAffecting returns the claims in the order in which they are likely to
// affect a higher version: those that affect the package's and have no fix, then
// those with a fix, the highest first. Some packages have thousands of claims,
// of which the first then answers for most candidates.
func (u upgrades) mostAffecting() []osv.Claim {
	type ranked struct {
		claim osv.Claim
		rank  int
		fix   osv.Version
	}
	var list []ranked
	for _, c := range u.claims {
		if c.Withdrawn() {
			continue
		}
		i := len(list)
		list = append(list, ranked{claim: c, rank: 2})
		if c.Evaluate(u.version) == osv.VerdictAffected {
			list[i].rank = 0
		}
		for _, text := range c.LaterFixes(u.version) {
			if v, err := osv.ParseVersion(u.pkg.Ecosystem, text); err == nil && v.Compare(list[i].fix) > 0 {
				list[i].rank, list[i].fix = 1, v
			}
		}
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), b.fix.Compare(a.fix))
	})
	claims := make([]osv.Claim, len(list))
	for i, r := range list {
		claims[i] = r.claim
	}
	return claims
}

func texts(list []osv.Version) []string {
	var all []string
	for _, v := range list {
		all = append(all, v.String())
	}
	return all
}

// written returns a fixed version as the package's own version is written:
// advisories about Go leave the "v" out.
func (u upgrades) written(fixed string) string {
	if strings.HasPrefix(u.pkg.Version, "v") && !strings.HasPrefix(fixed, "v") {
		return "v" + fixed
	}
	return fixed
}

// choice is the versions that a finding can be mended with, each other than the others;
// "" where there is none.
type choice struct {
	best string // to be taken
	why  string // it, where another one would do
	this string // a smaller step, which is enough for the finding alone
	all  string // another one, which clears all that is known of the package
}

// choose returns the version to take, and what else there is: of those that clear the
// finding the one that clears every known vulnerability of the package, if it is in the
// line of the package's version, or else as many as one of this line can.
func (u upgrades) choose(clearing []string, most, all string) choice {
	c := choice{all: all}
	if len(clearing) > 0 {
		c.this = clearing[0]
	}
	from := strings.TrimPrefix(u.version.String(), "v")
	near := func(to string) bool { return compatible(u.pkg.Ecosystem, from, to) }
	switch {
	case all != "" && (c.this == "" || near(all) || !near(c.this) && majorOf(all) == majorOf(c.this)):
		c.best, c.why = all, ", which clears every known vulnerability of it"
	case most != "" && c.this != "":
		c.best, c.why = most, ", which clears as many known vulnerabilities of it as a compatible version can"
	default:
		c.best = c.this
	}
	if c.best == c.this {
		c.why = ""
	}
	if !u.lower(c.this, c.best) {
		c.this = ""
	}
	if c.all == c.best {
		c.all = ""
	}
	return c
}

// lower reports whether a version is lower than another; "" is none.
func (u upgrades) lower(version, than string) bool {
	v, err := osv.ParseVersion(u.pkg.Ecosystem, version)
	other, failed := osv.ParseVersion(u.pkg.Ecosystem, than)
	return err == nil && failed == nil && v.Compare(other) < 0
}

// fixes returns the upgrades of a choice, the one to be taken first.
func (u upgrades) fixes(c choice) []scan.Fix {
	var fixes []scan.Fix
	add := func(to, why string) {
		if to == "" {
			return
		}
		to = u.written(to)
		fixes = append(fixes, scan.Fix{
			Description: "upgrade " + u.pkg.Name + " to " + to + why,
			Upgrade:     &scan.Upgrade{PURL: u.pkg.PURL, From: u.pkg.Version, To: to},
		})
	}
	add(c.best, c.why)
	add(c.this, ", which is enough for this vulnerability")
	add(c.all, ", which clears every known vulnerability of it")
	return fixes
}

// aside says in a sentence what else there is to upgrade to; "" for nothing.
func (u upgrades) aside(c choice) string {
	this, all := u.written(c.this)+" is enough for this vulnerability", u.written(c.all)+" clears every known "
	switch {
	case c.this != "" && c.all != "":
		return this + ", " + all + "one."
	case c.this != "":
		return this + "."
	case c.all != "":
		return all + "vulnerability of it."
	}
	return ""
}

// majorOf returns what is in front of a version's first dot, without epoch
// or "v".
func majorOf(version string) string {
	version = strings.TrimPrefix(version, "v")
	major, _, _ := strings.Cut(version, ".")
	return major
}

// rising returns versions in their order.
func (u upgrades) rising(versions []string) []string {
	list := make([]osv.Version, 0, len(versions))
	for _, text := range versions {
		v, _ := osv.ParseVersion(u.pkg.Ecosystem, text) // one without an order comes first
		list = append(list, v)
	}
	slices.SortStableFunc(list, osv.Version.Compare)
	return texts(list)
}
