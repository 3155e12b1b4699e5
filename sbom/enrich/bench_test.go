package enrich_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/enrich"
	"github.com/penstock-dev/penstock/scan"
)

func BenchmarkApply(b *testing.B) {
	var components strings.Builder
	var patch enrich.Patch
	for i := range 10_000 {
		fmt.Fprintf(&components, "%s\n    {\n      \"type\": \"library\",\n      \"name\": \"part-%d\",\n      \"purl\": \"pkg:npm/part-%d@1\",\n      \"hashes\": [\n        {\"alg\": \"SHA-1\", \"content\": \"%040x\"}\n      ]\n    }", strings.Repeat(",", min(i, 1)), i, i, i)
		patch.Components = append(patch.Components, enrich.ComponentPatch{
			Match: fmt.Sprintf("pkg:npm/part-%d@1", i), Licenses: []string{"MIT"}, Supplier: enrich.Party{Name: "Mill Works"}, Hashes: []scan.Hash{{Algorithm: "sha256", Value: fmt.Sprintf("%064x", i)}},
		})
	}
	text := []byte("{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"components\": [" + components.String() + "\n  ]\n}\n")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := enrich.Apply(text, patch, enrich.Config{})
		if err != nil || len(r.Changes) != 30_000 {
			b.Fatal(len(r.Changes), err)
		}
	}
}
