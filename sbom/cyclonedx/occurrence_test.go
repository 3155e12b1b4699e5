package cyclonedx_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
)

// TestOccurrencesInXML wants lines and offsets to be elements, as the schema has
// them, and to be read both as elements and as attributes, which some tools
// write.
func TestOccurrencesInXML(t *testing.T) {
	t.Parallel()
	want := []bom.Occurrence{{Path: "a/b & c.lock", Line: 7, Offset: 90}, {Path: "d.lock"}}
	d := &bom.Document{Components: []*bom.Component{{Ref: "w", Type: "library", Name: "wheel", Occurrences: want}}}
	for _, compact := range []bool{false, true} {
		var text bytes.Buffer
		if err := cyclonedx.Write(&text, d, cyclonedx.WriteConfig{Syntax: cyclonedx.XML, Compact: compact}); err != nil {
			t.Fatal(err)
		}
		flat := strings.Join(strings.Fields(text.String()), "")
		if !strings.Contains(flat, "<occurrence><location>a/b&amp;c.lock</location><line>7</line><offset>90</offset></occurrence><occurrence><location>d.lock</location></occurrence>") {
			t.Errorf("compact %t:\n%s", compact, text.String())
		}
		again, err := cyclonedx.Read(text.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, again.Components[0].Occurrences); diff != "" {
			t.Error(diff)
		}
	}
	const document = `<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components><component type="library"><name>wheel</name><evidence><occurrences>%</occurrences></evidence></component></components></bom>`
	for text, want := range map[string]bom.Occurrence{
		`<occurrence line="3" offset="4"><location>a</location></occurrence>`:                                                           {Path: "a", Line: 3, Offset: 4},
		`<occurrence line="x"><location>a<b>c</b></location><offset>none</offset></occurrence>`:                                         {Path: "a"},
		`<occurrence bom-ref="o"><location>a</location><line> 5 </line><symbol>main</symbol><other><line>9</line></other></occurrence>`: {Path: "a", Line: 5},
		`<occurrence/>`: {},
	} {
		got, err := cyclonedx.Read([]byte(strings.Replace(document, "%", text, 1)))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if diff := cmp.Diff([]bom.Occurrence{want}, got.Components[0].Occurrences); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
	if _, err := cyclonedx.Read([]byte(strings.Replace(document, "%", "<occurrence><location>", 1))); err == nil {
		t.Error("a document that ends within an occurrence is no error")
	}
}
