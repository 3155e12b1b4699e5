package inventory_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/scan/pipeline"
)

// BenchmarkInventory reads and describes the files of the archives, with their
// packages.
func BenchmarkInventory(b *testing.B) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		b.Fatal(err)
	}
	files := map[string][]byte{}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range archive.Files {
			if !strings.HasPrefix(f.Name, "want/") {
				files[f.Name] = f.Data
			}
		}
	}
	a, err := pipeline.New(pipeline.Config{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		list, err := a.Inventory(b.Context(), files)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range list {
			p.Packages()
		}
	}
	b.ReportMetric(float64(len(files)*b.N)/b.Elapsed().Seconds(), "files/s")
}
