package quality

import (
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// element is something that a document or each of its components must state.
type element struct {
	rule     *scan.Rule
	profiles []Profile // that want it
	optional bool      // does not decide whether a document conforms
	// One of them is set; prepare returns what component would be, for elements
	// that need an index of the document.
	document  func(*bom.Document) bool
	component func(*bom.Document, *bom.Component) bool
	prepare   func(*bom.Document) func(*bom.Document, *bom.Component) bool
}

func (e element) check(d *bom.Document, components []*bom.Component) Result {
	if e.document != nil {
		return Result{Rule: e.rule, Optional: e.optional, Total: 1, Failed: !e.document(d)}
	}
	r := Result{Rule: e.rule, Optional: e.optional, Total: len(components), Failed: len(components) == 0}
	states := e.component
	if e.prepare != nil {
		states = e.prepare(d)
	}
	for _, c := range components {
		if !states(d, c) {
			r.Missing = append(r.Missing, c)
			r.Failed = true
		}
	}
	return r
}

// elements are those of all profiles.
var elements = sync.OnceValue(func() []element {
	all, framing, noted := []Profile{NTIA, FSCT, BSI}, []Profile{FSCT}, []Profile{NTIA, FSCT}
	return append([]element{
		{rule: rule("author", "No author of the document", "Name who or what made the document."), profiles: noted, document: hasAuthor},
		{rule: rule("timestamp", "No time at which the document was made", "State the time in RFC 3339, such as 2026-03-01T08:00:00Z."), profiles: all, document: hasTime},
		{rule: rule("relationships", "No relationship between components", "State what the document describes, and what that depends on."), profiles: noted, document: hasRelationships},
		{rule: rule("name", "No name", "Name the component."), profiles: all, component: func(_ *bom.Document, c *bom.Component) bool { return c.Name != "" }},
		{rule: rule("version", "No version", "State the version, or the digest of a component that has none."), profiles: all, component: func(_ *bom.Document, c *bom.Component) bool { return c.Version != "" }},
		{rule: rule("supplier", "No supplier", "Name who provides the component."), profiles: noted, component: hasSupplier},
		{rule: rule("identifier", "No unique identifier", "State a package URL or CPE."), profiles: noted, component: hasIdentifier},
		{rule: rule("license", "No license", "State the license that was concluded, as SPDX expression."), profiles: framing, component: hasConcludedLicense},
		{rule: rule("copyright", "No copyright holder", "State the copyright text, or NONE if there is none."), profiles: framing, component: hasCopyright},
	}, bsiElements()...)
})

func rule(name, title, remedy string) *scan.Rule {
	return &scan.Rule{
		ID: "sbom/" + name, Name: title, Class: "sbom-incomplete", Kind: scan.KindMisconfiguration, Severity: scan.SeverityLow, Confidence: scan.ConfidenceHigh,
		Description: "A bill of materials that leaves this out cannot be used for what it is for: to find out who is affected by what, and whom to ask.",
		Remediation: remedy,
	}
}

// Rules returns the rules of all elements.
func Rules() []*scan.Rule {
	var out []*scan.Rule
	for _, e := range elements() {
		out = append(out, e.rule)
	}
	return out
}

func hasAuthor(d *bom.Document) bool {
	return len(d.Authors) > 0 || len(d.Tools) > 0 || !d.Manufacturer.IsZero()
}

func hasTime(d *bom.Document) bool { return d.CreatedUTC() != "" }

func hasRelationships(d *bom.Document) bool {
	if d.Format == bom.SPDX {
		return len(d.Roots) > 0
	}
	return len(d.Dependencies) > 0
}

func hasSupplier(_ *bom.Document, c *bom.Component) bool {
	return !c.Supplier.IsZero() || c.Publisher != ""
}

// hasIdentifier accepts an SPDXID: with the namespace of its document it is
// unique in the world. A bom-ref is not.
func hasIdentifier(d *bom.Document, c *bom.Component) bool {
	return c.PURL != "" || len(c.CPEs) > 0 || c.SWID != "" || len(c.OtherIDs) > 0 || d.Format == bom.SPDX && !strings.HasPrefix(c.Ref, "#")
}

func hasConcludedLicense(_ *bom.Document, c *bom.Component) bool {
	return slices.ContainsFunc(c.Licenses, func(l bom.License) bool { return l.Value() != "" && l.Acknowledgement != "declared" })
}

func hasCopyright(_ *bom.Document, c *bom.Component) bool { return c.Copyright != "" }
