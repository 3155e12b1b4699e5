package quality

import (
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// older reports whether a version such as "1.5" or "SPDX-2.3" comes before
// another. What is no version is older than all.
func older(version string, major, minor int) bool {
	a, b, _ := strings.Cut(strings.TrimPrefix(version, "SPDX-"), ".")
	b, _, _ = strings.Cut(b, ".")
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	return x < major || x == major && y < minor
}

func isSPDX(v *view) bool { return v.doc.Format == bom.SPDX }

func hasFormat(v *view) bool { return v.doc.Format != "" }

// isCurrent wants CycloneDX 1.5 or SPDX 2.2 at least (BSI TR-03183-2 v2.0,
// section 4).
func isCurrent(v *view) bool {
	if isSPDX(v) {
		return !older(v.doc.SpecVersion, 2, 2)
	}
	return !older(v.doc.SpecVersion, 1, 5)
}

func hasID(v *view) bool { return v.doc.ID != "" }

func hasTime(v *view) bool { return v.doc.CreatedUTC() != "" }

func hasLifecycle(v *view) bool { return len(v.doc.Lifecycles) > 0 }

// hasContext accepts the time of making where no phase is told: it says at least
// when the document was true.
func hasContext(v *view) bool { return hasLifecycle(v) || v.doc.Created != "" }

// hasBuildInformation wants the comment of whoever made the document (SPDX), or
// the phase in which it was made.
func hasBuildInformation(v *view) bool { return hasLifecycle(v) || isSPDX(v) && v.doc.Comment != "" }

func hasDataLicense(v *view) bool { return slices.ContainsFunc(v.doc.DataLicenses, states) }

func hasTool(v *view) bool {
	return slices.ContainsFunc(v.doc.Tools, func(t bom.Tool) bool { return t.Name != "" })
}

func hasVersionedTool(v *view) bool {
	return slices.ContainsFunc(v.doc.Tools, func(t bom.Tool) bool { return t.Name != "" && t.Version != "" })
}

// hasPerson wants a person or an organisation.
func hasPerson(v *view) bool {
	return slices.ContainsFunc(v.doc.Authors, func(p bom.Party) bool { return p.Name != "" || p.Email != "" })
}

func hasProducer(v *view) bool { return !v.doc.Supplier.IsZero() || !v.doc.Manufacturer.IsZero() }

// hasMaker takes a tool for an author.
func hasMaker(v *view) bool {
	return len(v.doc.Authors) > 0 || len(v.doc.Tools) > 0 || !v.doc.Manufacturer.IsZero()
}

// maker is half of an author where it is a tool of an unknown version.
func maker(v *view) float64 {
	switch {
	case hasPerson(v), hasVersionedTool(v), hasProducer(v) && !hasTool(v):
		return 1
	case hasTool(v):
		return 0.5
	default:
		return 0
	}
}

func hasRelationships(v *view) bool {
	if isSPDX(v) {
		return len(v.doc.Roots) > 0
	}
	return len(v.doc.Dependencies) > 0
}

// isLinked wants something that the primary component is in relation to.
func isLinked(v *view) bool {
	return v.primary != nil && slices.ContainsFunc(slices.Concat(v.needs[v.primary.Ref], v.others[v.primary.Ref]), func(ref string) bool { return v.byRef[ref] != nil })
}

// primaryDependencies are known, or there are none and the document says that
// this is all; half of it where it says that this is not known.
func primaryDependencies(v *view) float64 {
	if v.primary == nil {
		return 0
	}
	if slices.ContainsFunc(v.needs[v.primary.Ref], func(ref string) bool { return v.byRef[ref] != nil }) {
		return 1
	}
	return map[string]float64{"complete": 1, "unknown": 0.5}[v.aggregates[v.primary.Ref]]
}

// tellsCompleteness wants a word about the dependencies of the primary component
// and of each that it needs directly.
func tellsCompleteness(v *view) bool {
	if v.primary == nil {
		return false
	}
	told := func(ref string) bool { return v.aggregates[ref] != "" || v.aggregates[""] != "" }
	return told(v.primary.Ref) && !slices.ContainsFunc(v.needs[v.primary.Ref], func(ref string) bool { return v.byRef[ref] != nil && !told(ref) })
}

// hasNoLooseEnds accepts files of SPDX as ends.
func hasNoLooseEnds(v *view) bool {
	for _, dep := range v.doc.Dependencies {
		if !v.known[dep.Ref] || slices.ContainsFunc(dep.DependsOn, func(on string) bool { return !v.known[on] }) {
			return false
		}
	}
	return true
}

// dependencyGraph starts at the primary component, has no loose ends and leads
// to every component; half of it where some are left out.
func dependencyGraph(v *view) float64 {
	if v.primary == nil || !hasNoLooseEnds(v) {
		return 0
	}
	ref := v.primary.Ref
	if len(v.needs[ref])+len(v.others[ref])+len(v.parts[ref]) == 0 && !v.stated[ref] {
		return 0
	}
	seen := v.reach(ref)
	if slices.ContainsFunc(v.components, func(c *component) bool { return !seen[c.Ref] }) {
		return 0.5
	}
	return 1
}

func isSigned(v *view) bool {
	return v.doc.Signature != nil && v.doc.Signature.Algorithm != "" && v.doc.Signature.Value != ""
}
