package enrich_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/enrich"
)

// TestApplyLarge wants the memory for a document in XML to grow as the document
// does. It counts what is allocated, so nothing runs beside it.
func TestApplyLarge(t *testing.T) {
	allocated := func(components int) uint64 {
		var b strings.Builder
		b.WriteString("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n  <components>\n")
		for i := range components {
			fmt.Fprintf(&b, "    <component type=\"library\" bom-ref=\"%d\"><name>cog</name></component>\n", i)
		}
		b.WriteString("  </components>\n</bom>\n")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := enrich.Apply([]byte(b.String()), enrich.Patch{Components: []enrich.ComponentPatch{{Ref: "1", Version: "2"}}}, enrich.Config{})
		runtime.ReadMemStats(&after)
		if err != nil || len(r.Changes) != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := allocated(2000), allocated(20000); many > 20*few {
		t.Errorf("2000 components take %d bytes, 20000 take %d", few, many)
	}
}
