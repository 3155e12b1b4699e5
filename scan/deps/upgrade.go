package deps

import (
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

// clearing returns the fixed versions named by the matches that are higher than
// the package's and that none of the claims affects, the best first: those of
// the same major version, then the others, each in rising order.
func (u upgrades) clearing(matches []match, claims []osv.Claim) []string {
	fixed := u.fixed(matches)
	fixed = slices.DeleteFunc(fixed, func(v osv.Version) bool {
		return slices.ContainsFunc(claims, func(c osv.Claim) bool {
			return !c.Withdrawn() && c.Evaluate(v) != osv.VerdictUnaffected
		})
	})
	major := majorOf(u.version.String())
	slices.SortStableFunc(fixed, func(a, b osv.Version) int {
		sameA, sameB := majorOf(a.String()) == major, majorOf(b.String()) == major
		switch {
		case sameA && !sameB:
			return -1
		case sameB && !sameA:
			return 1
		}
		return a.Compare(b)
	})
	return texts(fixed)
}

// fixed returns the fixed versions that the matches name above the package's.
func (u upgrades) fixed(matches []match) []osv.Version {
	var list []osv.Version
	for _, m := range matches {
		for _, text := range m.claim.LaterFixes(u.version) {
			v, err := osv.ParseVersion(u.pkg.Ecosystem, text)
			if err != nil {
				continue // it was parsed once before to get into the claim
			}
			if !slices.ContainsFunc(list, func(have osv.Version) bool { return have.Compare(v) == 0 }) {
				list = append(list, v)
			}
		}
	}
	return list
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

// fixes returns what to do: the upgrade that mends one finding, and behind it
// the one that mends all of the package where that is another.
func (u upgrades) fixes(clearing, clearingAll []string) []scan.Fix {
	var fixes []scan.Fix
	add := func(to, why string) {
		to = u.written(to)
		fixes = append(fixes, scan.Fix{
			Description: "upgrade " + u.pkg.Name + " to " + to + why,
			Upgrade:     &scan.Upgrade{PURL: u.pkg.PURL, From: u.pkg.Version, To: to},
		})
	}
	if len(clearing) > 0 {
		add(clearing[0], "")
	}
	if len(clearingAll) > 0 && (len(clearing) == 0 || clearingAll[0] != clearing[0]) {
		add(clearingAll[0], ", which clears every known vulnerability of it")
	}
	return fixes
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
