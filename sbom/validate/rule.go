package validate

import (
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// The ids of the rules. Only problems of RuleStructure make a document invalid.
const (
	RuleStructure          = "sbom/structure"
	RuleDuplicateKey       = "sbom/duplicate-key"
	RuleFormat             = "sbom/format"
	RuleDanglingReference  = "sbom/dangling-reference"
	RuleDuplicateReference = "sbom/duplicate-reference"
	RuleDependencyCycle    = "sbom/dependency-cycle"
	RuleSelfDependency     = "sbom/self-dependency"
	RuleRootMissing        = "sbom/root-missing"
	RuleUnreachable        = "sbom/unreachable-component"
	RuleInvalidPURL        = "sbom/invalid-purl"
	RulePURLMismatch       = "sbom/purl-mismatch"
	RuleUnknownLicense     = "sbom/unknown-license"
	RuleHashLength         = "sbom/hash-length"
	RuleFutureDate         = "sbom/future-date"
)

// Rules returns the rules that problems name, in a fixed order. They are made
// anew for every caller.
func Rules() []*scan.Rule { return ruleTable() }

// severity returns that of a rule, [scan.SeverityMedium] for one of a caller's
// own.
func severity(rule string) scan.Severity {
	switch rule {
	case RuleDuplicateKey, RuleFormat, RuleSelfDependency, RuleRootMissing, RuleUnreachable, RuleUnknownLicense, RuleFutureDate:
		return scan.SeverityLow
	case RuleDependencyCycle:
		return scan.SeverityInfo
	default:
		return scan.SeverityMedium
	}
}

// ruleOf returns a rule of a list by its id; one of a caller's own counts as
// structure.
func ruleOf(rules []*scan.Rule, id string) *scan.Rule {
	i := slices.IndexFunc(rules, func(r *scan.Rule) bool { return r.ID == id })
	return rules[max(i, 0)]
}
