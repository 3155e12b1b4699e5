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
	rule *scan.Rule
	only Profile // the profile that wants it; empty for all
	// One of them is set.
	document  func(*bom.Document) bool
	component func(*bom.Document, *bom.Component) bool
}

func (e element) check(d *bom.Document, components []*bom.Component) Result {
	if e.document != nil {
		return Result{Rule: e.rule, Total: 1, Failed: !e.document(d)}
	}
	r := Result{Rule: e.rule, Total: len(components), Failed: len(components) == 0}
	for _, c := range components {
		if !e.component(d, c) {
			r.Missing = append(r.Missing, c)
			r.Failed = true
		}
	}
	return r
}

// elements are those of all profiles.
var elements = sync.OnceValue(func() []element {
	return []element{
		{rule: rule("author", "No author of the document", "Name who or what made the document."), document: hasAuthor},
		{rule: rule("timestamp", "No time at which the document was made", "State the time in RFC 3339, such as 2026-03-01T08:00:00Z."), document: hasTime},
		{rule: rule("relationships", "No relationship between components", "State what the document describes, and what that depends on."), document: hasRelationships},
		{rule: rule("name", "No name", "Name the component."), component: func(_ *bom.Document, c *bom.Component) bool { return c.Name != "" }},
		{rule: rule("version", "No version", "State the version, or the digest of a component that has none."), component: func(_ *bom.Document, c *bom.Component) bool { return c.Version != "" }},
		{rule: rule("supplier", "No supplier", "Name who provides the component."), component: hasSupplier},
		{rule: rule("identifier", "No unique identifier", "State a package URL or CPE."), component: hasIdentifier},
		{rule: rule("license", "No license", "State the license that was concluded, as SPDX expression."), only: FSCT, component: hasConcludedLicense},
		{rule: rule("copyright", "No copyright holder", "State the copyright text, or NONE if there is none."), only: FSCT, component: hasCopyright},
	}
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
