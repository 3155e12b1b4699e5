package sbom_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

// TestForeignFiles gives every extractor the files of all formats under a name
// that it wants: what comes must hold together, and nothing may panic.
func TestForeignFiles(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("*/testdata/*.txtar")
	deeper, _ := filepath.Glob("*/testdata/*/*.txtar")
	archives = append(archives, deeper...)
	if err != nil || len(archives) == 0 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			for _, x := range sbom.Extractors() {
				path := "program.exe"
				if patterns := x.Patterns(); len(patterns) > 0 {
					path = strings.ReplaceAll(patterns[0], "*", "x")
				}
				for _, data := range [][]byte{file.Data, file.Data[:len(file.Data)/2], append([]byte("\xff\xfe"), file.Data...)} {
					files := []*scan.File{golden.File(path, data)}
					golden.Check(t, files, golden.Run(t, files, x))
				}
			}
		}
	}
}
