package conformance_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/spdx"
	"github.com/penstock-dev/penstock/sbom/validate"
)

var schemasDir = flag.String("schemas", "", "folder with the official schemas; without it what is written is not held against them")

// TestWrittenDocuments reads every document among the cases, writes it in all
// versions, and holds that against the official schemas.
func TestWrittenDocuments(t *testing.T) {
	t.Parallel()
	if *casesDir == "" || *schemasDir == "" {
		fmt.Println("conformance: no -cases and -schemas given, no written document was checked")
		return
	}
	schemas := map[string]*jsonschema.Schema{
		"1.6": compileSchema(t, "cyclonedx/bom-1.6.schema.json"),
		"1.7": compileSchema(t, "cyclonedx/bom-1.7.schema.json"),
		"2.3": compileSchema(t, "spdx/spdx-2.3.schema.json"),
		// validated by the tables of sbom/validate
		"xml": nil, "3.0.1": nil,
	}
	documents, written := 0, 0
	err := filepath.WalkDir(filepath.Join(*casesDir, "sbom"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(filepath.Base(path), "invalid-") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc, err := document.Read(data)
		if err != nil {
			return nil
		}
		documents++
		for version, schema := range schemas {
			checkWritten(t, filepath.Base(path), doc, version, schema)
			written++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("conformance: %d documents read and written %d times\n", documents, written)
}

func checkWritten(t *testing.T, name string, doc *bom.Document, version string, schema *jsonschema.Schema) {
	t.Helper()
	write := func() []byte {
		var b bytes.Buffer
		var err error
		switch version {
		case "2.3", "3.0.1":
			err = spdx.Write(&b, doc, spdx.WriteConfig{Version: version})
		case "xml":
			err = cyclonedx.Write(&b, doc, cyclonedx.WriteConfig{Version: "1.7", Syntax: cyclonedx.XML})
		default:
			err = cyclonedx.Write(&b, doc, cyclonedx.WriteConfig{Version: version})
		}
		if err != nil {
			t.Errorf("%s as %s: %v", name, version, err)
		}
		return b.Bytes()
	}
	text := write()
	if !bytes.Equal(text, write()) {
		t.Errorf("%s as %s: two runs differ", name, version)
	}
	if schema != nil {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s as %s: %v", name, version, err)
		}
	}
	if schema == nil { // there is none to hold it against
		if r, err := validate.Document(text); err != nil || !r.Valid() {
			t.Errorf("%s as %s: %v, %+v", name, version, err, r)
		}
	}
	back, err := document.Read(text)
	if err != nil {
		t.Fatalf("%s as %s: %v", name, version, err)
	}
	if got, want := packageTexts(back), packageTexts(doc); !slices.Equal(got, want) && !slices.ContainsFunc(doc.Components, nameless) {
		t.Errorf("%s as %s: read back\n%v\nwant\n%v", name, version, got, want)
	}
}

// nameless components get a name in SPDX, which wants one.
func nameless(c *bom.Component) bool { return c.Name == "" }

// packageTexts lists packages once: documents that name one twice are not
// written so.
func packageTexts(d *bom.Document) []string {
	var out []string
	for _, c := range d.Components {
		if c.Type != "file" { // files of SPDX come back as such components
			out = append(out, fmt.Sprintf("%q", []string{c.FullName(), c.Version, c.PURL}))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func compileSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	files, err := filepath.Glob(filepath.Join(*schemasDir, filepath.Dir(name), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var head struct {
			ID string `json:"$id"`
		}
		if err := json.Unmarshal(data, &head); err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if head.ID == "" {
			continue
		}
		if err := c.AddResource(head.ID, v); err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) == filepath.Base(name) {
			name = head.ID
		}
	}
	schema, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
