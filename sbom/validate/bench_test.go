package validate_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/quality"
	"github.com/penstock-dev/penstock/sbom/validate"
)

// large returns a document of CycloneDX 1.6 with many components, each with
// what a scanner writes.
func large(components int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
"metadata": {"timestamp": "2024-05-06T07:08:09Z", "component": {"type": "application", "name": "cart", "bom-ref": "c-0"}}, "components": [`)
	for i := range components {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `
{"type": "library", "bom-ref": "c-%d", "name": "wheel-%d", "version": "1.%d.0", "purl": "pkg:npm/wheel-%d@1.%d.0", "scope": "required",
 "hashes": [{"alg": "SHA-256", "content": "%064x"}], "licenses": [{"license": {"id": "MIT"}}],
 "externalReferences": [{"type": "website", "url": "https://example.com/wheel-%d"}],
 "properties": [{"name": "example:path", "value": "node_modules/wheel-%d/package.json"}]}`, i+1, i, i, i, i, i, i, i)
	}
	b.WriteString(`], "dependencies": [`)
	for i := range components + 1 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n"+`{"ref": "c-%d", "dependsOn": [`, i)
		for n, to := 0, 2*i+1; n < 2 && to+n <= components; n++ {
			if n > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, `"c-%d"`, to+n)
		}
		b.WriteString("]}")
	}
	b.WriteString("]}")
	return b.Bytes()
}

// BenchmarkDocument reads, validates and scores 10,000 components: less than 300
// ms and 100 MiB are wanted.
func BenchmarkDocument(b *testing.B) {
	text := large(10_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		report, err := validate.Document(text)
		if err != nil || len(report.Problems) > 0 {
			b.Fatal(err, report.Problems)
		}
		quality.Assess(report.Document, quality.NTIA)
	}
}

// BenchmarkDocumentXML does the same with XML.
func BenchmarkDocumentXML(b *testing.B) {
	report, err := validate.Document(large(10_000))
	if err != nil {
		b.Fatal(err)
	}
	var text bytes.Buffer
	if err := cyclonedx.Write(&text, report.Document, cyclonedx.WriteConfig{Syntax: cyclonedx.XML}); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		report, err := validate.Document(text.Bytes())
		if err != nil || len(report.Problems) > 0 {
			b.Fatal(err, report.Problems)
		}
	}
}
