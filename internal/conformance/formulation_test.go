package conformance_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/scan/formulation"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

// TestFormulations writes what the pipelines of all fixtures make and holds it
// against the official schemas.
func TestFormulations(t *testing.T) {
	t.Parallel()
	if *schemasDir == "" {
		fmt.Println("conformance: no -schemas given, no formulation was checked")
		return
	}
	schemas := map[string]*jsonschema.Schema{
		"1.6": compileSchema(t, "cyclonedx/bom-1.6.schema.json"),
		"1.7": compileSchema(t, "cyclonedx/bom-1.7.schema.json"),
	}
	archives, err := filepath.Glob("../../scan/*/testdata/*.txtar")
	more, _ := filepath.Glob("../../scan/pipeline/*/testdata/*.txtar")
	if archives = append(archives, more...); err != nil || len(archives) < 100 {
		t.Fatalf("%d archives, error %v", len(archives), err)
	}
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	workflows := 0
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string][]byte{}
		for _, f := range archive.Files {
			if !strings.HasPrefix(f.Name, "want") {
				files[f.Name] = f.Data
			}
		}
		described, _ := analyzer.Inventory(t.Context(), files) // some fixtures are broken
		formula := formulation.Of(described)
		if formula == nil {
			continue
		}
		workflows += len(formula.Workflows)
		for version, schema := range schemas {
			var b bytes.Buffer
			if err := cyclonedx.Write(&b, &bom.Document{Formulation: []*bom.Formula{formula}}, cyclonedx.WriteConfig{Version: version}); err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(&b)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%s as %s: %v", name, version, err)
			}
		}
	}
	fmt.Printf("conformance: %d workflows written and valid\n", workflows)
}
