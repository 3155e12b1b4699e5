package validate

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/license"
	"github.com/penstock-dev/penstock/scan"
)

// textForm is what SPDX 2 says in words about a value.
type textForm struct {
	fits func(string) bool
	name string // what it is, for messages
}

// spdx2Forms is the forms by the names of the members in JSON (SPDX 2.3,
// sections 6 to 12).
var spdx2Forms = sync.OnceValue(func() map[string]textForm {
	pattern := func(p, name string) textForm {
		return textForm{regexp.MustCompile(`^(?:` + p + `)$`).MatchString, name}
	}
	at := pattern(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`, "a time such as 2024-05-06T07:08:09Z")
	actor := pattern(`(Person|Organization|Tool): ?\S.*`, "Person:, Organization: or Tool: with a name")
	party := pattern(`(Person|Organization): ?\S.*|NOASSERTION`, "Person: or Organization: with a name, or NOASSERTION")
	expression := textForm{isSPDXExpression, "an SPDX expression of listed licenses, NONE or NOASSERTION"}
	return map[string]textForm{
		"SPDXID":             pattern(`SPDXRef-[-a-zA-Z0-9.]+`, "SPDXRef- with letters, digits, dots and dashes"),
		"externalDocumentId": pattern(`DocumentRef-[-+a-zA-Z0-9.]+`, "DocumentRef- with letters, digits, dots, dashes and plus signs"),
		"licenseId":          pattern(`LicenseRef-[-a-zA-Z0-9.]+`, "LicenseRef- with letters, digits, dots and dashes"),
		"documentNamespace":  {isNamespace, "an absolute URI without a fragment"},
		"spdxDocument":       {isNamespace, "an absolute URI without a fragment"},
		"dataLicense":        pattern(`CC0-1\.0`, "CC0-1.0"),
		"downloadLocation":   pattern(`NONE|NOASSERTION|[a-zA-Z][-+.a-zA-Z0-9]*:\S+`, "a URL, NONE or NOASSERTION"),
		"created":            at, "annotationDate": at, "reviewDate": at, "releaseDate": at, "builtDate": at, "validUntilDate": at,
		"creators": actor, "annotator": actor, "reviewer": actor, "supplier": party, "originator": party,
		"packageVerificationCodeValue": pattern(`[0-9a-fA-F]{40}`, "a SHA-1 digest of 40 digits"),
		"licenseConcluded":             expression, "licenseDeclared": expression,
		"licenseInfoFromFiles": expression, "licenseInfoInFiles": expression, "licenseInfoInSnippets": expression,
	}
})

func isNamespace(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs() && !strings.Contains(s, "#")
}

func isSPDXExpression(s string) bool {
	return s == "NONE" || s == "NOASSERTION" || license.IsExpression(s)
}

// ruleOfForm is the rule that a member against its form breaks.
func ruleOfForm(name string) string {
	if strings.HasPrefix(name, "license") && name != "licenseId" {
		return RuleUnknownLicense
	}
	return RuleFormat
}

// forms checks the values of a document of SPDX 2.
func (c *check) forms(d *bom.Document) {
	if c.root.Kind() != jsonpos.Absent {
		c.formsOf(c.root, "")
		return
	}
	c.form("created", d.Created)
	c.form("documentNamespace", d.ID)
	for _, l := range d.DataLicenses {
		c.form("dataLicense", l.Value())
	}
	for _, p := range d.Components {
		if !strings.HasPrefix(p.Ref, "#") { // made by the reader
			c.form("SPDXID", p.Ref)
		}
		for _, l := range p.Licenses {
			c.form("licenseDeclared", l.Expression)
		}
	}
	for _, f := range d.Files {
		c.form("SPDXID", f.Ref)
	}
}

// form checks a value of a syntax whose reader keeps no places.
func (c *check) form(name, value string) {
	if f := spdx2Forms()[name]; value != "" && !c.full() && !f.fits(value) {
		c.add(ruleOfForm(name), c.find(value), "", fmt.Sprintf("%.80q is not %s", value, f.name))
	}
}

// formsOf checks the members of a JSON value. The depth is bounded by the
// parser.
func (c *check) formsOf(v jsonpos.Value, key string) {
	switch v.Kind() {
	case jsonpos.Object:
		for name, member := range v.Members() {
			c.formsOf(member, name.Str())
		}
		c.filesAnalyzed(v)
	case jsonpos.Array:
		for e := range v.Elements() {
			c.formsOf(e, key)
		}
	case jsonpos.String:
		f, ok := spdx2Forms()[key]
		if !ok || c.full() || f.fits(v.Str()) {
			return
		}
		start, end := v.Span()
		region := c.region(start, end)
		c.add(ruleOfForm(key), region, c.pointerAt(region), fmt.Sprintf("%.80q is not %s", v.Str(), f.name))
	}
}

// filesAnalyzed checks that a package has a verification code if, and only if,
// it says that its files were looked at (7.8, 7.9). Where it does not say so,
// tools differ in what they mean.
func (c *check) filesAnalyzed(v jsonpos.Value) {
	analyzed := v.Get("filesAnalyzed")
	if analyzed.Kind() != jsonpos.Bool || c.full() {
		return
	}
	code := v.Get("packageVerificationCode").Kind() != jsonpos.Absent
	if analyzed.True() == code {
		return
	}
	message := "the files of the package were analyzed, and it has no verification code"
	if code {
		message = "the package has a verification code, although its files were not analyzed"
	}
	start, end := analyzed.Span()
	region := c.region(start, end)
	c.add(RuleFormat, region, c.pointerAt(region), message)
}

// namespaceMissing tells of a document in JSON without a namespace, which the
// schema allows; in other syntaxes that is a matter of the structure.
func (c *check) namespaceMissing(d *bom.Document) {
	if d.ID == "" && c.root.Kind() != jsonpos.Absent {
		c.add(RuleFormat, scan.Region{}, "", "the document has no namespace")
	}
}
