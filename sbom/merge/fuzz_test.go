package merge_test

import (
	"testing"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/merge"
)

// FuzzMerge merges what can be read of two texts: no panic, unique references,
// edges between components only.
func FuzzMerge(f *testing.F) {
	const a = `{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"type":"application","bom-ref":"r","name":"r"}},"components":[{"type":"library","bom-ref":"a","name":"a","components":[{"type":"file","name":"b"}]}],"dependencies":[{"ref":"r","dependsOn":["a"]}],"compositions":[{"aggregate":"complete"}]}`
	f.Add([]byte(a), []byte("SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-a\nPackageName: b\nSPDXID: SPDXRef-a\nRelationship: SPDXRef-a CONTAINS SPDXRef-b\n"), true)
	f.Add([]byte(a), []byte(a), false)
	f.Fuzz(func(t *testing.T, x, y []byte, flat bool) {
		var documents []*bom.Document
		for _, text := range [][]byte{x, y} {
			if d, _ := document.Read(text); d != nil {
				documents = append(documents, d)
			}
		}
		config := merge.Config{Mode: merge.Hierarchical}
		if flat {
			config.Mode = merge.Flat
		}
		r, err := merge.Merge(documents, config)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range r.Document.Components {
			if seen[c.Ref] {
				t.Fatalf("reference %q twice", c.Ref)
			}
			seen[c.Ref] = true
		}
		for _, dep := range r.Document.Dependencies {
			for _, on := range append(dep.DependsOn, dep.Ref) {
				if !seen[on] {
					t.Fatalf("edge to %q", on)
				}
			}
		}
	})
}
