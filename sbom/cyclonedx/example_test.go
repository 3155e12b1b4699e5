package cyclonedx_test

import (
	"fmt"
	"os"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
)

func ExampleRead() {
	doc, err := cyclonedx.Read([]byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
		{"type": "library", "name": "wheel", "version": "1.2", "purl": "pkg:npm/wheel@1.2"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range doc.Components {
		fmt.Println(c.Name, c.Version, c.PURL, "on line", c.Region.StartLine)
	}
	// Output: wheel 1.2 pkg:npm/wheel@1.2 on line 2
}

func ExampleWrite() {
	doc := &bom.Document{
		Roots:      []string{"mill"},
		Components: []*bom.Component{{Ref: "mill", Type: "application", Name: "mill", Version: "4.0.0"}},
	}
	if err := cyclonedx.Write(os.Stdout, doc, cyclonedx.WriteConfig{Compact: true}); err != nil {
		fmt.Println(err)
	}
	// Output: {"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:7095a8c5-e4ef-53c9-9abf-b2cd6448426c","version":1,"metadata":{"component":{"bom-ref":"mill","type":"application","name":"mill","version":"4.0.0"}},"components":[],"dependencies":[{"ref":"mill","dependsOn":[]}],"compositions":[{"aggregate":"unknown","dependencies":["mill"]}]}
}
