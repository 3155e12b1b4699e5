package conformance_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/enrich"
	"github.com/penstock-dev/penstock/sbom/merge"
	"github.com/penstock-dev/penstock/scan"
)

// TestChangedDocuments patches every document among the cases and merges each
// with the next, and holds the results against the official schemas.
func TestChangedDocuments(t *testing.T) {
	t.Parallel()
	if *casesDir == "" || *schemasDir == "" {
		fmt.Println("conformance: no -cases and -schemas given, no changed document was checked")
		return
	}
	schemas := map[string]*jsonschema.Schema{"SPDX-2.3": compileSchema(t, "spdx/spdx-2.3.schema.json")}
	for _, version := range []string{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"} {
		schemas[version] = compileSchema(t, "cyclonedx/bom-"+version+".schema.json")
	}
	var last *bom.Document
	patched, merged := 0, 0
	err := filepath.WalkDir(filepath.Join(*casesDir, "sbom"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(filepath.Base(path), "invalid-") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc, err := document.Read(text)
		if err != nil {
			return nil
		}
		if checkPatched(t, filepath.Base(path), text, doc, schemas[doc.SpecVersion]) {
			patched++
		}
		if last != nil {
			checkMerged(t, filepath.Base(path), []*bom.Document{last, doc}, schemas["1.6"])
			merged++
		}
		last = doc
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("conformance: %d documents patched, %d merged\n", patched, merged)
}

// wish wants everything of everything.
func wish(doc *bom.Document) enrich.Patch {
	p := enrich.Patch{Document: enrich.DocumentPatch{
		Timestamp: "2026-03-01T08:00:00Z", Authors: []enrich.Party{{Name: "Ada Miller", Email: "ada@mill.example", Person: true}}, Supplier: enrich.Party{Name: "Mill Works", URL: "https://mill.example", Email: "hello@mill.example"},
		Manufacturer: enrich.Party{Name: "Mill Works"}, Lifecycles: []string{"build"}, Properties: []enrich.Property{{Name: "mill:key", Value: "v"}}, License: "CC0-1.0",
	}}
	for _, c := range doc.Components {
		p.Components = append(p.Components, enrich.ComponentPatch{
			Ref: c.Ref, Version: "1", Supplier: enrich.Party{Name: "Axle Ltd", Email: "hello@axle.example"}, Manufacturer: enrich.Party{Name: "Axle Ltd"}, Licenses: []string{"MIT OR ISC"}, Concluded: true,
			Hashes: []scan.Hash{{Algorithm: "sha256", Value: strings.Repeat("ab", 32)}}, PURL: "pkg:generic/axle@1", CPE: "cpe:2.3:a:axle:axle:1:*:*:*:*:*:*:*", Copyright: "2026",
			References: []enrich.Reference{{Type: "vcs", URL: "https://git.example/axle"}}, Properties: []enrich.Property{{Name: "mill:key", Value: "v"}},
		})
	}
	return p
}

func valid(schema *jsonschema.Schema, text []byte) error {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}

func checkPatched(t *testing.T, name string, text []byte, doc *bom.Document, schema *jsonschema.Schema) bool {
	t.Helper()
	config := enrich.Config{AllowBrokenSignature: true}
	r, err := enrich.Apply(text, wish(doc), config)
	if errors.Is(err, bom.ErrFormat) || err != nil && !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return false
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return false
	}
	if schema != nil && valid(schema, text) == nil {
		if err := valid(schema, r.Text); err != nil {
			t.Errorf("%s: patched: %v\n%s", name, err, r.Text[:min(len(r.Text), 3000)])
		}
	}
	again, err := enrich.Apply(r.Text, wish(doc), config)
	if err != nil || !bytes.Equal(again.Text, r.Text) {
		t.Errorf("%s: patched again: %v", name, err)
	}
	back, err := document.Read(r.Text)
	if err != nil || len(back.Components) != len(doc.Components) {
		t.Errorf("%s: read back: %v", name, err)
	}
	return true
}

func checkMerged(t *testing.T, name string, documents []*bom.Document, schema *jsonschema.Schema) {
	t.Helper()
	for _, mode := range []merge.Mode{merge.Flat, merge.Hierarchical} {
		r, err := merge.Merge(documents, merge.Config{Mode: mode})
		if err != nil {
			t.Errorf("%s %s: %v", name, mode, err)
			continue
		}
		var b bytes.Buffer
		if err := cyclonedx.Write(&b, r.Document, cyclonedx.WriteConfig{}); err != nil {
			t.Errorf("%s %s: %v", name, mode, err)
		} else if err := valid(schema, b.Bytes()); err != nil {
			t.Errorf("%s %s: %v", name, mode, err)
		}
		back, err := document.Read(b.Bytes())
		if err != nil || len(back.Components) < len(r.Document.Components) {
			t.Errorf("%s %s: %d components came back of %d: %v", name, mode, len(back.Components), len(r.Document.Components), err)
		}
	}
}
