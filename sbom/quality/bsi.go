package quality

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// bsi are the data fields of BSI TR-03183-2 v2.1, sections 5.2 and 8.1. Section
// 5.2.4 lists what is wanted where it exists.
func bsi() []element {
	return []element{
		once("spec-version", Required, func(v *view) bool {
			return isSPDX(v) && !older(v.doc.SpecVersion, 3, 0) || !isSPDX(v) && !older(v.doc.SpecVersion, 1, 6)
		}),
		once("timestamp", Required, hasTime), each("name", Required, hasName), each("version", Required, hasVersion),
		once("author-contact", Required, hasAuthorContact), once("primary-component", Required, func(v *view) bool { return v.doc.Root() != nil }),
		once("loose-dependencies", Required, hasNoLooseEnds), once("vulnerabilities", Required, func(v *view) bool { return len(v.doc.Vulnerabilities) == 0 }),
		each("contact", Required, hasContact), each("filename", Required, hasFilename), each("dependencies", Required, statesDependencies),
		each("license-expression", Required, hasExpressions), each("deployable-hash", Required, hasArtifactHash),
		each("executable", Required, hasProperty("executable")), each("archive", Required, hasProperty("archive")), each("structured", Required, hasProperty("structured")),
		once("document-id", Additional, hasID), each("source-url", Additional, hasSourceURL), each("source-hash", Additional, hasSourceHash(strong)),
		each("product-identifier", Additional, hasProductIdentifier), each("effective-license", Optional, hasProperty("effectiveLicense")),
	}
}

// bsi20 are the data fields of v2.0, sections 5.2 to 5.4.
func bsi20() []element {
	only := algorithms("sha512")
	return []element{
		once("spec-version", Required, isCurrent), once("author-contact", Required, hasAuthorContact), once("timestamp", Required, hasTime),
		each("contact", Required, hasContact), each("name", Required, hasName), each("version", Required, hasVersion), each("filename", Required, hasFilename),
		{name: "dependency-graph", share: dependencyGraph}, each("license-expression", Required, hasExpressions), each("deployable-hash", Required, hasDeployableHash(only)),
		each("executable", Required, hasProperty("executable")), each("archive", Required, hasProperty("archive")), each("structured", Required, hasProperty("structured")),
		once("document-id", Additional, hasID), each("source-url", Additional, hasSourceURL), each("download-url", Additional, hasDownloadURL),
		each("lookup-identifier", Additional, hasLookupIdentifier), each("concluded-license", Additional, concludesExpression),
		each("declared-license", Optional, declaresExpression), each("source-hash", Optional, hasSourceHash(only)),
	}
}

// bsi11 are the data fields of v1.1, sections 5.2 and 5.3.
func bsi11() []element {
	only := algorithms("sha256")
	return []element{
		once("author-contact", Required, hasAuthorContact), once("timestamp", Required, hasTime), each("contact", Required, hasContact),
		each("name", Required, hasName), each("version", Required, hasVersion), {name: "dependency-graph", share: dependencyGraph},
		each("license-expression", Required, hasExpressions), each("deployable-hash", Required, hasDeployableHash(only)),
		once("document-id", Additional, hasID), each("source-url", Additional, hasSourceURL), each("download-url", Additional, hasDownloadURL),
		each("source-hash", Additional, hasSourceHash(only)), each("lookup-identifier", Additional, hasLookupIdentifier),
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

func hasAuthorContact(v *view) bool {
	return reachable(v.doc.Manufacturer) || reachable(v.doc.Supplier) || slices.ContainsFunc(v.doc.Authors, reachable)
}

func hasContact(_ *view, c *component) bool {
	return reachable(c.Manufacturer) || reachable(c.Supplier) || slices.ContainsFunc(c.Authors, reachable)
}

// hasProperty accepts for SPDX 3 what the file of a package is for
// (TR-03183-2 v2.1, section 8.1): a structured archive is a container.
func hasProperty(name string) func(*view, *component) bool {
	purpose := map[string]string{"executable": "executable", "archive": "archive", "structured": "container"}[name]
	return func(v *view, c *component) bool {
		return c.Property("bsi:component:"+name) != "" || purpose != "" && slices.ContainsFunc(v.artifacts(c), func(f *bom.File) bool {
			return slices.Contains(f.Types, purpose)
		})
	}
}

func hasFilename(v *view, c *component) bool {
	return c.FileName != "" || c.Property("bsi:component:filename") != "" || slices.ContainsFunc(v.artifacts(c), func(f *bom.File) bool { return f.Name != "" })
}

func hasExpressions(_ *view, c *component) bool {
	return len(c.Licenses) > 0 && !slices.ContainsFunc(c.Licenses, func(l bom.License) bool { return !isExpression(l.Value()) })
}

func concludesExpression(v *view, c *component) bool {
	return slices.ContainsFunc(v.licenses(c, "concluded"), func(l bom.License) bool { return isExpression(l.Value()) })
}

func declaresExpression(v *view, c *component) bool {
	return slices.ContainsFunc(v.licenses(c, "declared"), func(l bom.License) bool { return isExpression(l.Value()) })
}

// algorithms returns a test for a digest of one of them.
func algorithms(names ...string) func([]scan.Hash) bool {
	return func(list []scan.Hash) bool {
		return slices.ContainsFunc(list, func(h scan.Hash) bool { return h.Value != "" && slices.Contains(names, h.Algorithm) })
	}
}

// strong reports whether there is a digest of the SHA-2 or SHA-3 family.
func strong(list []scan.Hash) bool {
	return algorithms("sha256", "sha384", "sha512", "sha3-256", "sha3-384", "sha3-512")(list)
}

// hasArtifactHash wants the digest at the file that the package is distributed
// as (SPDX 3) or at the reference to it. SPDX 2 has no place for it.
func hasArtifactHash(v *view, c *component) bool {
	if !isSPDX(v) {
		return hasDeployableHash(strong)(v, c)
	}
	return slices.ContainsFunc(v.artifacts(c), func(f *bom.File) bool { return strong(f.Hashes) })
}

// hasDeployableHash looks in CycloneDX at where the component is distributed:
// the digests of the component itself may be those of anything.
func hasDeployableHash(enough func([]scan.Hash) bool) func(*view, *component) bool {
	return func(v *view, c *component) bool {
		if !isSPDX(v) {
			return slices.ContainsFunc(c.References, func(r bom.Reference) bool {
				return (r.Type == "distribution" || r.Type == "distribution-intake") && enough(r.Hashes)
			})
		}
		return enough(c.Hashes) || slices.ContainsFunc(v.artifacts(c), func(f *bom.File) bool { return enough(f.Hashes) })
	}
}

func isSource(r bom.Reference) bool { return r.Type == "vcs" || r.Type == "source-distribution" }

func hasSourceURL(v *view, c *component) bool {
	if isSPDX(v) && (isRepository(c.Source) || isURL(c.SourceInfo)) {
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

func hasSourceHash(enough func([]scan.Hash) bool) func(*view, *component) bool {
	return func(_ *view, c *component) bool {
		return slices.ContainsFunc(c.References, func(r bom.Reference) bool { return isSource(r) && enough(r.Hashes) })
	}
}

func hasDownloadURL(_ *view, c *component) bool { return isURL(c.Source) }

func hasProductIdentifier(_ *view, c *component) bool {
	return c.PURL != "" || len(c.CPEs) > 0 || c.SWID != ""
}
