package quality

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/license"
	"github.com/penstock-dev/penstock/scan"
)

// bsiElements are the data fields of BSI TR-03183-2 v2.1, sections 5.2 and 8.1,
// beyond those of other profiles. Section 5.2.4 lists what is wanted where it
// exists, which a document cannot tell: such elements are optional here.
func bsiElements() []element {
	bsi := []Profile{BSI}
	property := func(name string) func(*bom.Document, *bom.Component) bool {
		return func(_ *bom.Document, c *bom.Component) bool { return c.Property("bsi:component:"+name) != "" }
	}
	return []element{
		{rule: rule("author-contact", "No way to reach the author of the document", "Give a valid e-mail address or URL of who made the document."), profiles: bsi, document: hasAuthorContact},
		{rule: rule("primary-component", "No component that the document describes", "State which component the document is about."), profiles: bsi, document: func(d *bom.Document) bool { return d.Root() != nil }},
		{rule: rule("loose-dependencies", "Dependencies of or on something that is not in the document", "List the components that dependencies name."), profiles: bsi, document: hasNoLooseEnds},
		{rule: rule("vulnerabilities", "Vulnerabilities in a bill of materials", "Publish vulnerabilities apart, as VEX or CSAF: they change more often."), profiles: bsi, document: func(d *bom.Document) bool { return len(d.Vulnerabilities) == 0 }},
		{rule: rule("contact", "No way to reach who made the component", "Give a valid e-mail address or URL of the manufacturer."), profiles: bsi, component: hasContact},
		{rule: rule("filename", "No file name", "State the name of the component's file."), profiles: bsi, component: func(d *bom.Document, c *bom.Component) bool { return c.FileName != "" || property("filename")(d, c) }},
		{rule: rule("dependencies", "No statement about dependencies", "State what the component depends on, or that it depends on nothing."), profiles: bsi, prepare: dependencyStated},
		{rule: rule("license-expression", "No license as SPDX expression", "State every license as SPDX identifier or expression."), profiles: bsi, component: hasExpressions},
		{rule: rule("deployable-hash", "No digest of the deployable component", "State the SHA-512 of what is deployed; in CycloneDX at a reference of type distribution."), profiles: bsi, component: hasDeployableHash},
		{rule: rule("executable", "Not stated whether the component is executable", "State the property bsi:component:executable."), profiles: bsi, component: property("executable")},
		{rule: rule("archive", "Not stated whether the component is an archive", "State the property bsi:component:archive."), profiles: bsi, component: property("archive")},
		{rule: rule("structured", "Not stated whether the component is structured", "State the property bsi:component:structured."), profiles: bsi, component: property("structured")},
		{rule: rule("document-id", "No URI of the document", "Give the document a serial number or namespace."), profiles: bsi, optional: true, document: func(d *bom.Document) bool { return d.ID != "" }},
		{rule: rule("source-url", "No URL of the source code", "State where the source code is, as reference of type vcs or source-distribution."), profiles: bsi, optional: true, component: hasSourceURL},
		{rule: rule("source-hash", "No digest of the source code", "State the SHA-512 of the source code at its reference."), profiles: bsi, optional: true, component: hasSourceHash},
		{rule: rule("product-identifier", "No package URL, CPE or SWID", "State an identifier that others use too."), profiles: bsi, optional: true, component: hasProductIdentifier},
		{rule: rule("effective-license", "No effective license", "State the license that you use the component under, as property bsi:component:effectiveLicense."), profiles: bsi, optional: true, component: property("effectiveLicense")},
	}
}

// reachable reports whether a party has an address or URL and none that is
// wrong.
func reachable(p bom.Party) bool {
	if p.Email != "" {
		if _, err := mail.ParseAddress(p.Email); err != nil {
			return false
		}
	}
	return !slices.ContainsFunc(p.URLs, func(u string) bool { return !isURL(u) }) && (p.Email != "" || len(p.URLs) > 0)
}

func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "") && !strings.ContainsAny(text, " \t\n")
}

func hasAuthorContact(d *bom.Document) bool {
	return slices.ContainsFunc(slices.Concat(d.Authors, []bom.Party{d.Manufacturer, d.Supplier}), reachable)
}

func hasContact(_ *bom.Document, c *bom.Component) bool {
	return slices.ContainsFunc(slices.Concat(c.Authors, []bom.Party{c.Manufacturer, c.Supplier}), reachable)
}

// hasNoLooseEnds accepts files of SPDX as ends.
func hasNoLooseEnds(d *bom.Document) bool {
	known := map[string]bool{}
	for _, c := range d.Components {
		known[c.Ref] = true
	}
	for _, s := range d.Services {
		known[s.Ref] = true
	}
	for _, f := range d.Files {
		known[f.Ref] = true
	}
	for _, dep := range d.Dependencies {
		if !known[dep.Ref] || slices.ContainsFunc(dep.DependsOn, func(on string) bool { return !known[on] }) {
			return false
		}
	}
	return true
}

// dependencyStated wants an entry of the component's own. SPDX has none for a
// component that needs nothing, so being needed is enough there.
func dependencyStated(d *bom.Document) func(*bom.Document, *bom.Component) bool {
	stated := map[string]bool{}
	for _, dep := range d.Dependencies {
		stated[dep.Ref] = true
		for _, on := range dep.DependsOn {
			stated[on] = stated[on] || d.Format == bom.SPDX
		}
	}
	return func(_ *bom.Document, c *bom.Component) bool { return stated[c.Ref] }
}

func hasExpressions(_ *bom.Document, c *bom.Component) bool {
	return len(c.Licenses) > 0 && !slices.ContainsFunc(c.Licenses, func(l bom.License) bool { return !license.IsExpression(l.Value()) })
}

// strong reports whether there is a digest of the SHA-2 or SHA-3 family.
func strong(list []scan.Hash) bool {
	return slices.ContainsFunc(list, func(h scan.Hash) bool {
		return slices.Contains([]string{"sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512"}, h.Algorithm)
	})
}

func hasDeployableHash(d *bom.Document, c *bom.Component) bool {
	if d.Format != bom.CycloneDX {
		return strong(c.Hashes)
	}
	return slices.ContainsFunc(c.References, func(r bom.Reference) bool {
		return (r.Type == "distribution" || r.Type == "distribution-intake") && strong(r.Hashes)
	})
}

func isSource(r bom.Reference) bool { return r.Type == "vcs" || r.Type == "source-distribution" }

func hasSourceURL(d *bom.Document, c *bom.Component) bool {
	if d.Format == bom.SPDX && isRepository(c.Source) {
		return true
	}
	return slices.ContainsFunc(c.References, func(r bom.Reference) bool { return isSource(r) && isURL(r.URL) })
}

// isRepository reports whether a download location names a version control
// system (SPDX 2.3, clause 7.7).
func isRepository(location string) bool {
	system, rest, ok := strings.Cut(location, "+")
	return ok && slices.Contains([]string{"git", "hg", "svn", "bzr"}, system) && isURL(rest)
}

func hasSourceHash(_ *bom.Document, c *bom.Component) bool {
	return slices.ContainsFunc(c.References, func(r bom.Reference) bool { return isSource(r) && strong(r.Hashes) })
}

func hasProductIdentifier(_ *bom.Document, c *bom.Component) bool {
	return c.PURL != "" || len(c.CPEs) > 0 || c.SWID != ""
}
