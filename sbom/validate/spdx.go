package validate

import (
	_ "embed" // the table
	"fmt"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

//go:embed spdx2.txt
var spdx2Text string

var spdx2Table = sync.OnceValue(func() *table { return parseTable(spdx2Text) })

var spdx2Grammars = grammars(spdx2Table)

// spdxJSON checks a document of SPDX in JSON.
func (c *check) spdxJSON(root jsonpos.Value) bool {
	version := root.Get("spdxVersion")
	if version.Kind() == jsonpos.Absent && (root.Get("@context").Kind() != jsonpos.Absent || root.Get("@graph").Kind() != jsonpos.Absent) {
		c.spdx3(root)
		return true
	}
	c.report.SpecVersion = version.Str()
	g, ok := spdx2Grammars()[strings.TrimPrefix(version.Str(), "SPDX-")]
	if !ok || !strings.HasPrefix(version.Str(), "SPDX-") {
		start, end := version.Span()
		c.structure(start, end, "/spdxVersion", fmt.Sprintf("%.20q is no version of SPDX in JSON that is known here: SPDX-2.2, SPDX-2.3", version.Str()))
		return true
	}
	c.judge(g[syntaxJSON](), root)
	return true
}

// spdxModel checks a document of SPDX 2 in another syntax than JSON, by what its
// reader made of it.
func (c *check) spdxModel() bool {
	if c.report.Format != bom.SPDX {
		return false
	}
	c.report.Syntax = modelSyntax(c.text)
	d := c.report.Document
	if d == nil {
		return true
	}
	c.report.SpecVersion = d.SpecVersion
	if c.config.SchemaOnly {
		return true
	}
	for _, p := range d.Problems {
		c.add(RuleStructure, p.Region, p.Pointer, p.Message)
	}
	c.mandatory(d)
	return true
}

func modelSyntax(text []byte) string {
	switch head := string(text[:min(len(text), 64<<10)]); {
	case strings.Contains(head, "spdx.org/rdf/terms"):
		return "RDF"
	case strings.HasPrefix(strings.TrimLeft(head, " \t\r\n"), "<"):
		return "XML"
	case strings.Contains(head, "SPDXVersion:"):
		return "tag-value"
	default:
		return "YAML"
	}
}

// field is something that a document must state.
type field struct {
	value, name string
}

// mandatory checks the fields that SPDX 2 wants (sections 6, 7, 8 and 10 of
// SPDX 2.3; what only earlier versions wanted is wanted of them).
func (c *check) mandatory(d *bom.Document) {
	license := ""
	if len(d.DataLicenses) > 0 {
		license = d.DataLicenses[0].Value()
	}
	creators := ""
	if len(d.Authors)+len(d.Tools) > 0 {
		creators = "there"
	}
	c.want("the document", scan.Region{}, field{d.SpecVersion, "version"}, field{license, "data license"}, field{d.ID, "namespace"}, field{d.Name, "name"}, field{creators, "creator"}, field{d.Created, "time of creation"})
	for _, p := range d.Components {
		if p.Type != "file" {
			c.want(fmt.Sprintf("the package %.60q", p.Name), p.Region, field{p.Name, "name"}, field{strings.TrimPrefix(p.Ref, "#"), "SPDX identifier"})
		}
	}
	for _, f := range d.Files {
		c.file(f)
	}
	types := spdx2Grammars()["2.3"][syntaxJSON]().lookup("relationshipType").allowed
	for _, r := range d.Relationships {
		if !types[r.Type] && !c.full() {
			c.add(RuleStructure, c.find(r.Type), "", fmt.Sprintf("the relationship of %.60q is of the unknown type %.40q", r.From, r.Type))
		}
	}
}

func (c *check) file(f *bom.File) {
	if f.Name != "" && f.Ref != "" && len(f.Hashes) > 0 || c.full() {
		return
	}
	checksum := ""
	if len(f.Hashes) > 0 {
		checksum = "there"
	}
	c.want(fmt.Sprintf("the file %.60q", f.Name), c.find(f.Name), field{f.Name, "name"}, field{f.Ref, "SPDX identifier"}, field{checksum, "checksum"})
}

func (c *check) want(what string, region scan.Region, fields ...field) {
	for _, f := range fields {
		if f.value == "" {
			c.add(RuleStructure, region, "", what+" has no "+f.name)
		}
	}
}
