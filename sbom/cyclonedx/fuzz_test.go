package cyclonedx_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom/cyclonedx"
)

// FuzzRead wants what is read to be written and read again, in both syntaxes.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(txtar.Parse(data).Files[0].Data)
	}
	f.Add([]byte(header + `"components": [{"components": [null, 1, "x"]}, {"licenses": null}]}`))
	f.Add([]byte(`<bom xmlns="http://cyclonedx.org/schema/bom/1.7"><components><component/></components></bom>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := cyclonedx.Read(text)
		if err != nil {
			if d != nil {
				t.Fatal("a document beside an error")
			}
			return
		}
		for _, c := range d.Components {
			if c.Ref == "" || c.Region.StartOffset > c.Region.EndOffset || c.Region.EndOffset > len(text) {
				t.Fatalf("component %+v", c)
			}
		}
		for _, syntax := range []cyclonedx.Syntax{cyclonedx.JSON, cyclonedx.XML} {
			var b bytes.Buffer
			if err := cyclonedx.Write(&b, d, cyclonedx.WriteConfig{Syntax: syntax}); err != nil {
				t.Fatal(err)
			}
			if _, err := cyclonedx.Read(b.Bytes()); err != nil {
				t.Fatalf("%s: %v\n%s", syntax, err, b.Bytes())
			}
		}
	})
}
