package validate

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// semantics checks what no schema can say.
func (c *check) semantics() {
	d := c.report.Document
	c.dangling(c.references(d))
	c.graph(d)
	texts := map[string]bool{}
	for _, l := range d.Licenses {
		texts[l.ID] = true
	}
	for _, p := range d.Components {
		c.component(p, texts)
	}
	for _, f := range d.Files {
		c.hashes(fmt.Sprintf("the file %.60q", f.Name), scan.Region{}, f.Hashes)
	}
	c.creation(d)
	if c.spdx2() {
		c.forms(d)
		c.namespaceMissing(d)
	}
}

func (c *check) spdx2() bool {
	return c.report.Format == bom.SPDX && strings.HasPrefix(c.report.SpecVersion, "SPDX-2")
}

func (c *check) component(p *bom.Component, texts map[string]bool) {
	if c.full() {
		return
	}
	if p.PURL != "" {
		c.purl(p)
	}
	c.licenses(p, texts)
	c.hashes(fmt.Sprintf("%.60q", cmp.Or(p.FullName(), p.Ref)), p.Region, p.Hashes)
}

// tell adds a problem with a component.
func (c *check) tell(rule string, p *bom.Component, format string, args ...any) {
	if !c.full() {
		c.add(rule, p.Region, c.pointerAt(p.Region), fmt.Sprintf(format, args...))
	}
}

func (c *check) purl(p *bom.Component) {
	u, err := purl.Parse(p.PURL)
	if err != nil {
		c.tell(RuleInvalidPURL, p, "%.80q is no package URL: %v", p.PURL, cmp.Or(errors.Unwrap(err), err))
		return
	}
	if !sameName(p, u) {
		c.tell(RulePURLMismatch, p, "the component %.60q has the package URL of %.60q", p.FullName(), u.Name)
	}
	if !purl.SameVersion(p.Version, u) {
		c.tell(RulePURLMismatch, p, "%.60q is in version %.40q, and in version %.40q by its package URL", p.FullName(), p.Version, u.Version)
	}
	if (p.Type == "operating-system" || p.Type == "device" || p.Type == "firmware") && ofLanguage(u.Type) {
		c.tell(RulePURLMismatch, p, "%.60q is of the type %s, and a package of %s by its package URL", p.FullName(), p.Type, u.Type)
	}
}

// ofLanguage reports whether packages of a type are libraries of a programming
// language.
func ofLanguage(kind string) bool {
	return slices.Contains([]string{"cargo", "composer", "gem", "golang", "hex", "maven", "npm", "nuget", "pub", "pypi"}, kind)
}

// sameName compares as leniently as tools write names: with or without a group,
// in any case, with dashes or underscores, the last part of a path alone.
func sameName(p *bom.Component, u purl.URL) bool {
	fold := func(s string) string { return purl.NormalizePyPI(strings.TrimPrefix(s, "@")) }
	name, want := fold(p.Name), fold(u.Name)
	if name == "" || want == "" || strings.HasSuffix(name, want) && boundary(name, want) {
		return true
	}
	for _, part := range strings.FieldsFunc(u.Namespace+"/"+u.Name+"/"+u.Subpath, func(r rune) bool { return r == '/' }) {
		if fold(part) == name {
			return true
		}
	}
	full := strings.Map(letters, fold(u.Namespace)+want)
	whole := full + strings.Map(letters, fold(u.Subpath)) // what lies in a repository: an action, a workflow
	for _, text := range []string{strings.Map(letters, fold(p.Group)+name), strings.Map(letters, name)} {
		if text == full || text == whole {
			return true
		}
	}
	return false
}

// boundary reports whether text ends with suffix, right behind a separator.
func boundary(text, suffix string) bool {
	rest := text[:len(text)-len(suffix)]
	return rest == "" || strings.ContainsAny(rest[len(rest)-1:], "/:@")
}

// letters keeps letters and digits.
func letters(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127 {
		return r
	}
	return -1
}

// licenses checks identifiers and expressions. In CycloneDX an id that is not on
// the list is a matter of the structure.
func (c *check) licenses(p *bom.Component, texts map[string]bool) {
	for _, l := range p.Licenses {
		switch e := l.Expression; {
		case e == "" || isSPDXExpression(e) && !c.spdx2():
		case c.spdx2(): // the form is checked with others
			c.licenseTexts(p, e, texts)
		default:
			c.tell(RuleUnknownLicense, p, "%.60q has the license %.80q, which is no SPDX expression of listed licenses", p.FullName(), e)
		}
	}
}

// licenseTexts looks for the texts that an expression refers to.
func (c *check) licenseTexts(p *bom.Component, expression string, texts map[string]bool) {
	for word := range strings.FieldsFuncSeq(expression, func(r rune) bool { return r == ' ' || r == '(' || r == ')' }) {
		if id := strings.TrimSuffix(word, "+"); strings.HasPrefix(id, "LicenseRef-") && !texts[id] {
			c.tell(RuleUnknownLicense, p, "the document has no text for the license %.60q of %.60q", id, p.FullName())
		}
	}
}

// hashes checks the length of digests in hexadecimal digits. That they are such
// digits is a matter of the structure in CycloneDX.
func (c *check) hashes(what string, region scan.Region, hashes []scan.Hash) {
	for _, h := range hashes {
		want := digits(h.Algorithm)
		hex := strings.Trim(h.Value, "0123456789abcdef") == ""
		if want == 0 || hex && len(h.Value) == want || !hex && c.report.Format == bom.CycloneDX {
			continue
		}
		if c.full() {
			return
		}
		message := fmt.Sprintf("the %s digest of %s has %s in place of %d", h.Algorithm, what, counted(len(h.Value), "digit"), want)
		if !hex {
			message = fmt.Sprintf("the %s digest of %s is not in hexadecimal digits", h.Algorithm, what)
		}
		c.add(RuleHashLength, region, c.pointerAt(region), message)
	}
}

// digits is the number of hexadecimal digits of a digest, 0 where nobody knows.
func digits(algorithm string) int {
	switch algorithm {
	case "adler32":
		return 8
	case "md2", "md4", "md5":
		return 32
	case "sha1":
		return 40
	case "sha224", "sha3-224":
		return 56
	case "sha256", "sha3-256", "blake2b-256", "streebog-256":
		return 64
	case "sha384", "sha3-384", "blake2b-384":
		return 96
	case "sha512", "sha3-512", "blake2b-512", "streebog-512":
		return 128
	default:
		return 0
	}
}

func (c *check) creation(d *bom.Document) {
	if at, err := time.Parse(time.RFC3339, d.Created); err == nil && !c.config.Now.IsZero() && at.After(c.config.Now) {
		region, pointer := c.placeOf([][]string{{"metadata", "timestamp"}, {"creationInfo", "created"}})
		c.add(RuleFutureDate, region, pointer, fmt.Sprintf("the document was made at %s, which is still to come", d.Created))
	}
	if strings.HasPrefix(d.ID, "urn:uuid:00000000-0000-0000-0000-000000000000") {
		region, pointer := c.placeOf([][]string{{"serialNumber"}})
		c.add(RuleFormat, region, pointer, "the serial number is the empty one, which many documents have")
	}
}
