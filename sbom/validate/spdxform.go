package validate

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// The forms of SPDX 2.3: identifiers (7.2), times (6.9).
var (
	spdxID   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^SPDXRef-[-a-zA-Z0-9.]+$`) })
	spdxTime = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`) })
)

// spdx2Forms checks what SPDX 2 says in words about values.
func (c *check) spdx2Forms(d *bom.Document) {
	form := func(path []string, value, format string) {
		region, pointer := c.placeOf([][]string{path})
		if pointer == "" {
			region = c.find(value)
		}
		c.add(RuleFormat, region, pointer, fmt.Sprintf(format, value))
	}
	if d.Created != "" && !spdxTime().MatchString(d.Created) {
		form([]string{"creationInfo", "created"}, d.Created, "%.40q is no time such as 2024-05-06T07:08:09Z")
	}
	for _, l := range d.DataLicenses {
		if l.Value() != "CC0-1.0" {
			form([]string{"dataLicense"}, l.Value(), "the data license is %.40q in place of CC0-1.0")
		}
	}
	switch u, err := url.Parse(d.ID); {
	case d.ID == "" && c.root.Kind() != jsonpos.Absent: // elsewhere a matter of the structure
		c.add(RuleFormat, scan.Region{}, "", "the document has no namespace")
	case d.ID == "":
	case err != nil || !u.IsAbs() || strings.Contains(d.ID, "#"):
		form([]string{"documentNamespace"}, d.ID, "the namespace %.80q is no absolute URI without a fragment")
	}
	for _, p := range d.Components {
		if !strings.HasPrefix(p.Ref, "#") && p.Ref != "" && !spdxID().MatchString(p.Ref) {
			c.tell(RuleFormat, p, "the identifier %.80q is not SPDXRef- with letters, digits, dots and dashes", p.Ref)
		}
	}
	for _, f := range d.Files {
		if f.Ref != "" && !spdxID().MatchString(f.Ref) {
			form(nil, f.Ref, "the identifier %.80q is not SPDXRef- with letters, digits, dots and dashes")
		}
	}
}
