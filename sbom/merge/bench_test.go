package merge_test

import (
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/merge"
	"github.com/penstock-dev/penstock/scan"
)

// large has so many components, each needed by the one before.
func large(root string, from, n int) *bom.Document {
	d := &bom.Document{Roots: []string{root}, Components: []*bom.Component{{Ref: root, Name: root, Version: "1"}}, Dependencies: []bom.Dependency{{Ref: root, DependsOn: []string{fmt.Sprint("c", from)}}}}
	for i := from; i < from+n; i++ {
		ref := fmt.Sprint("c", i)
		d.Components = append(d.Components, &bom.Component{
			Ref: ref, Type: "library", Name: ref, Version: "1", PURL: "pkg:npm/" + ref + "@1", Licenses: []bom.License{{ID: "MIT"}}, Hashes: []scan.Hash{{Algorithm: "sha256", Value: fmt.Sprintf("%064x", i)}},
		})
		d.Dependencies = append(d.Dependencies, bom.Dependency{Ref: ref, DependsOn: []string{fmt.Sprint("c", from+(i-from+1)%n)}})
	}
	return d
}

func BenchmarkMerge(b *testing.B) {
	documents := []*bom.Document{large("a", 0, 10_000), large("b", 5_000, 10_000)}
	for _, mode := range []merge.Mode{merge.Flat, merge.Hierarchical} {
		b.Run(string(mode), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := merge.Merge(documents, merge.Config{Mode: mode}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
