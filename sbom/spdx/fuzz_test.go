package spdx_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom/spdx"
)

// FuzzRead wants what is read to be written and read again, in both versions.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/*.txtar", "testdata/same/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			for _, one := range txtar.Parse(data).Files {
				f.Add(one.Data)
			}
		}
	}
	f.Add([]byte(`{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "type": "software_Package", "spdxId": "x", "suppliedBy": {"spdxId": "x"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := spdx.Read(text)
		if err != nil {
			return
		}
		for _, c := range d.Components {
			if c.Region.StartOffset > c.Region.EndOffset || c.Region.EndOffset > len(text) {
				t.Fatalf("component %+v", c)
			}
		}
		for _, version := range []string{"2.3", "3.0.1"} {
			var b bytes.Buffer
			if err := spdx.Write(&b, d, spdx.WriteConfig{Version: version}); err != nil {
				t.Fatal(err)
			}
			if _, err := spdx.Read(b.Bytes()); err != nil {
				t.Fatalf("%s: %v\n%s", version, err, b.Bytes())
			}
		}
	})
}
