package quality_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/quality"
)

// large is a document of so many components, each needed by the one before.
func large(n int) []byte {
	var components, dependencies strings.Builder
	for i := range n {
		fmt.Fprintf(&components, `,{"type":"library","bom-ref":"c%d","name":"part-%d","version":"1.%d","purl":"pkg:npm/part-%d@1.%d","licenses":[{"license":{"id":"MIT"}}],"hashes":[{"alg":"SHA-256","content":"%064x"}]}`, i, i, i, i, i, i)
		fmt.Fprintf(&dependencies, `,{"ref":"c%d","dependsOn":["c%d"]}`, i, (i+1)%n)
	}
	return []byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"application","bom-ref":"root","name":"root"}},"components":[` +
		components.String()[1:] + `],"dependencies":[{"ref":"root","dependsOn":["c0"]}` + dependencies.String() + `]}`)
}

func BenchmarkReadAndAssess(b *testing.B) {
	text := large(10_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		d, err := document.Read(text)
		if err != nil {
			b.Fatal(err)
		}
		if quality.Assess(d, quality.General).Score() == 0 {
			b.Fatal("no score")
		}
	}
}

func BenchmarkAssess(b *testing.B) {
	d, err := document.Read(large(10_000))
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range quality.Profiles() {
		b.Run(string(p), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				quality.Assess(d, p)
			}
		})
	}
}
