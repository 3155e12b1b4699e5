package quality

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/license"
	"github.com/penstock-dev/penstock/sbom/purl"
)

func hasName(_ *view, c *component) bool { return c.Name != "" }

func hasVersion(_ *view, c *component) bool { return c.Version != "" }

func hasSupplier(_ *view, c *component) bool { return !c.Supplier.IsZero() || c.Publisher != "" }

// hasSupplierOrMaker takes the maker for the supplier where none is told.
func hasSupplierOrMaker(v *view, c *component) bool {
	return hasSupplier(v, c) || !c.Manufacturer.IsZero()
}

// hasRef reports whether the document itself gives a reference: readers make
// one where it does not.
func hasRef(_ *view, c *component) bool { return c.Ref != "" && !strings.HasPrefix(c.Ref, "#") }

// hasIdentifier accepts an SPDXID: with the namespace of its document it is
// unique in the world. A bom-ref is not.
func hasIdentifier(v *view, c *component) bool {
	return hasBaselineIdentifier(v, c) || isSPDX(v) && hasRef(v, c)
}

func hasBaselineIdentifier(_ *view, c *component) bool {
	return c.PURL != "" || len(c.CPEs) > 0 || c.SWID != "" || len(c.OtherIDs) > 0
}

// hasLookupIdentifier wants an identifier that data bases are asked with.
func hasLookupIdentifier(v *view, c *component) bool {
	return hasPURL(v, c) || slices.ContainsFunc(c.CPEs, func(cpe string) bool { return strings.HasPrefix(cpe, "cpe:") })
}

func hasPURL(_ *view, c *component) bool {
	_, err := purl.Parse(c.PURL)
	return c.PURL != "" && err == nil
}

func hasHash(_ *view, c *component) bool { return len(c.Hashes) > 0 }

func hasStrongHash(_ *view, c *component) bool { return strong(c.Hashes) }

func hasPurpose(_ *view, c *component) bool { return c.Type != "" }

func hasCopyright(_ *view, c *component) bool { return c.Copyright != "" }

func hasConcludedLicense(_ *view, c *component) bool {
	return slices.ContainsFunc(c.Licenses, func(l bom.License) bool { return l.Value() != "" && l.Acknowledgement != "declared" })
}

// states reports whether a license says anything: NONE denies that there is one.
func states(l bom.License) bool { return l.Value() != "" && l.Value() != "NONE" }

func hasLicense(_ *view, c *component) bool { return slices.ContainsFunc(c.Licenses, states) }

func concludes(v *view, c *component) bool {
	return slices.ContainsFunc(v.licenses(c, "concluded"), states)
}

func declares(v *view, c *component) bool {
	return slices.ContainsFunc(v.licenses(c, "declared"), states)
}

// isExpression is quick about the most frequent expression, one identifier.
func isExpression(text string) bool { return license.ID(text) != "" || license.IsExpression(text) }

// hasValidLicense wants an expression in place of a name of one's own.
func hasValidLicense(v *view, c *component) bool {
	list := v.licenses(c, "concluded")
	return len(list) > 0 && !slices.ContainsFunc(list, func(l bom.License) bool { return !isExpression(l.Value()) })
}

// hasListedLicense wants licenses that others know too: no reference to a text
// of the document's own.
func hasListedLicense(v *view, c *component) bool {
	return hasValidLicense(v, c) && !slices.ContainsFunc(v.licenses(c, "concluded"), func(l bom.License) bool {
		return strings.Contains(l.Value(), "LicenseRef-")
	})
}

func statesDependencies(v *view, c *component) bool { return v.stated[c.Ref] }
