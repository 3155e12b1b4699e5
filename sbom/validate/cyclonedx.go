package validate

import (
	_ "embed" // the tables
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/place"
)

//go:embed cyclonedx.txt
var cycloneDXText string

var cycloneDXTable = sync.OnceValue(func() *table { return parseTable(cycloneDXText) })

// grammars compiles each version and syntax of a table when it is first asked
// for.
func grammars(t func() *table) func() map[string][syntaxCount]func() *grammar {
	return sync.OnceValue(func() map[string][syntaxCount]func() *grammar {
		all := map[string][syntaxCount]func() *grammar{}
		for i, version := range t().versions {
			var both [syntaxCount]func() *grammar
			for s := range syntaxCount {
				both[s] = sync.OnceValue(func() *grammar { return compile(t(), s, i) })
			}
			all[version] = both
		}
		return all
	})
}

var cycloneDXGrammars = grammars(cycloneDXTable)

// firstJSON is the first version of CycloneDX that can be written as JSON.
const firstJSON = "1.2"

const namespace = "http://cyclonedx.org/schema/bom/"

// json checks a JSON document of any format.
func (c *check) json() bool {
	c.report.Syntax = "JSON"
	doc, err := jsonpos.Parse(c.text, jsonpos.Config{})
	root := doc.Root()
	c.root = root
	isCycloneDX := root.Get("bomFormat").Kind() != jsonpos.Absent || c.report.Format == bom.CycloneDX
	if !isCycloneDX && c.report.Format != bom.SPDX {
		return false
	}
	var broken *jsonpos.SyntaxError
	if errors.As(err, &broken) {
		c.structure(broken.Offset, broken.Offset, "", "invalid JSON: "+broken.Reason)
	}
	if !isCycloneDX {
		return c.spdxJSON(root)
	}
	c.report.Format = bom.CycloneDX
	version := root.Get("specVersion")
	c.report.SpecVersion = version.Str()
	g, ok := cycloneDXGrammars()[version.Str()]
	if !ok || version.Str() < firstJSON {
		start, end := version.Span()
		c.structure(start, end, "/specVersion", fmt.Sprintf("%.20q is no version of CycloneDX in JSON that is known here: %s", version.Str(), c.known(firstJSON)))
		return true
	}
	c.judge(g[syntaxJSON](), root)
	return true
}

// judge holds a JSON document against a grammar.
func (c *check) judge(g *grammar, root jsonpos.Value) {
	if c.config.SchemaOnly {
		return
	}
	j := judge{grammar: g, collector: c.collector, hashes: map[int]uint64{}}
	j.value(g.root, root)
}

// known lists the versions of CycloneDX since one.
func (c *check) known(first string) string {
	versions := cycloneDXTable().versions
	return strings.Join(versions[slices.Index(versions, first):], ", ")
}

// xml checks an XML document of CycloneDX.
func (c *check) xml() bool {
	root, offset, err := readElements(c.text)
	var unknown *place.EncodingError
	if errors.As(c.encoding, &unknown) {
		root, offset, err = nil, unknown.Offset-c.skip, unknown
	}
	if err != nil {
		if c.report.Format != bom.CycloneDX {
			return false
		}
		c.report.Syntax = "XML"
		c.structure(offset, offset, "", "invalid XML: "+err.Error())
		return true
	}
	version, ok := strings.CutPrefix(root.space, namespace)
	if !ok || root.name != "bom" {
		return false
	}
	c.tree = root
	c.report.Format, c.report.Syntax, c.report.SpecVersion = bom.CycloneDX, "XML", version
	g, ok := cycloneDXGrammars()[version]
	if !ok {
		c.structure(root.start, root.start, root.pointer(), fmt.Sprintf("%.20q is no version of CycloneDX that is known here: %s", version, c.known("1.0")))
		return true
	}
	if c.config.SchemaOnly {
		return true
	}
	j := elementJudge{grammar: g[syntaxXML](), collector: c.collector, home: root.space, refs: map[string]*element{}}
	j.element(j.root, root)
	return true
}
