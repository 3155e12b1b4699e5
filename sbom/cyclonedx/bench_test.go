package cyclonedx_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/scan"
)

// large is a document of 10,000 components with ten edges each.
func large(b *testing.B) []byte {
	b.Helper()
	const n = 10_000
	d := &bom.Document{Roots: []string{"c0"}}
	for i := range n {
		c := &bom.Component{
			Ref: fmt.Sprintf("c%d", i), Type: "library", Name: fmt.Sprintf("component-%d", i), Version: "1.2.3", PURL: fmt.Sprintf("pkg:npm/component-%d@1.2.3", i),
			Supplier: bom.Party{Name: "Mill Works"}, Licenses: []bom.License{{ID: "MIT"}},
			Hashes:      []scan.Hash{{Algorithm: "sha256", Value: fmt.Sprintf("%064x", i)}},
			Occurrences: []bom.Occurrence{{Path: "package-lock.json", Line: i + 1, Offset: i * 100}},
		}
		dep := bom.Dependency{Ref: c.Ref}
		for j := range 10 {
			dep.DependsOn = append(dep.DependsOn, fmt.Sprintf("c%d", (i*7+j)%n))
		}
		d.Components, d.Dependencies = append(d.Components, c), append(d.Dependencies, dep)
	}
	var text bytes.Buffer
	if err := cyclonedx.Write(&text, d, cyclonedx.WriteConfig{}); err != nil {
		b.Fatal(err)
	}
	return text.Bytes()
}

func BenchmarkRead(b *testing.B) {
	text := large(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cyclonedx.Read(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	d, err := cyclonedx.Read(large(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := cyclonedx.Write(&bytes.Buffer{}, d, cyclonedx.WriteConfig{}); err != nil {
			b.Fatal(err)
		}
	}
}
