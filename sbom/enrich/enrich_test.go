package enrich_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/goldentest"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/enrich"
	"github.com/penstock-dev/penstock/sbom/quality"
	"github.com/penstock-dev/penstock/sbom/validate"
	"github.com/penstock-dev/penstock/scan"
)

// part returns the first part whose name begins so.
func part(t *testing.T, a *goldentest.Archive, name string) []byte {
	t.Helper()
	for _, f := range a.Files {
		if strings.HasPrefix(f.Name, name) {
			return f.Data
		}
	}
	t.Fatalf("no part %s", name)
	return nil
}

// worse returns the problems of a document's structure that are not in another.
func worse(t *testing.T, before, after []byte) []string {
	t.Helper()
	known := map[string]bool{}
	var out []string
	for i, text := range [][]byte{before, after} {
		r, err := validate.Document(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Problems {
			if key := p.Message; i == 0 {
				known[key] = true
			} else if p.Rule == validate.RuleStructure && !known[key] {
				out = append(out, p.Pointer+": "+p.Message)
			}
		}
	}
	return out
}

func describe(r *enrich.Result) string {
	var b strings.Builder
	b.Write(r.Text)
	for _, c := range r.Changes {
		fmt.Fprintf(&b, "changed %s %s, was %s\n", c.Pointer, c.Field, strings.Join(strings.Fields(c.From), " "))
	}
	for _, k := range r.Kept {
		fmt.Fprintf(&b, "kept %s %s: %s\n", k.Pointer, k.Field, k.Reason)
	}
	fmt.Fprintf(&b, "unmatched %v\n", r.Unmatched)
	return b.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	goldentest.Each(t, "testdata/*.txtar", func(t *testing.T, ar *goldentest.Archive) {
		patch, err := enrich.ReadPatch(ar.File("patch.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range ar.Files {
			if !strings.HasPrefix(f.Name, "want-") {
				continue
			}
			config := enrich.Config{Overwrite: f.Name == "want-overwrite"}
			r, err := enrich.Apply(part(t, ar, "document."), patch, config)
			if err != nil {
				t.Fatal(err)
			}
			ar.Answer(t, f.Name, describe(r))
			again, err := enrich.Apply(r.Text, patch, config)
			if err != nil || string(again.Text) != string(r.Text) || len(again.Changes) > 0 {
				t.Errorf("%s: the second time changed %v (%v)", f.Name, again.Changes, err)
			}
			if _, err := document.Read(r.Text); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			if list := worse(t, part(t, ar, "document."), r.Text); len(list) > 0 && (strings.Contains(ar.Path, "xml") || strings.Contains(ar.Path, "spdx3")) {
				t.Errorf("%s: the structure is wrong now: %q", f.Name, list)
			}
		}
	})
}

func TestErrors(t *testing.T) {
	t.Parallel()
	patch := enrich.Patch{Document: enrich.DocumentPatch{Timestamp: "2026-03-01T08:00:00Z"}}
	signed := `{"bomFormat": "CycloneDX", "specVersion": "1.6", "signature": {"algorithm": "ES256", "value": "x"}, "metadata": {}}`
	if _, err := enrich.Apply([]byte(signed), patch, enrich.Config{}); !errors.Is(err, enrich.ErrSigned) {
		t.Errorf("signed: %v", err)
	}
	if _, err := enrich.Apply([]byte(signed), enrich.Patch{}, enrich.Config{}); err != nil {
		t.Errorf("nothing to change: %v", err)
	}
	r, err := enrich.Apply([]byte("\ufeff"+signed), patch, enrich.Config{AllowBrokenSignature: true})
	if want := "\ufeff" + strings.Replace(signed, `{}`, `{"timestamp": "2026-03-01T08:00:00Z"}`, 1); err != nil || string(r.Text) != want {
		t.Errorf("told to: %v, %v", r, err)
	}
	inner := `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "a", "signature": {}}]}`
	if _, err := enrich.Apply([]byte(inner), patch, enrich.Config{}); !errors.Is(err, enrich.ErrSigned) {
		t.Errorf("signed component: %v", err)
	}
	var syntax *bom.SyntaxError
	if _, err := enrich.Apply([]byte("{\n!"), patch, enrich.Config{}); !errors.As(err, &syntax) || syntax.Region.StartLine != 2 {
		t.Errorf("broken: %v", err)
	}
	for _, text := range []string{`{}`, `[]`, `{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}`} {
		if _, err := enrich.Apply([]byte(text), patch, enrich.Config{}); !errors.Is(err, bom.ErrFormat) {
			t.Errorf("%s: %v", text, err)
		}
	}
	patch.Document.Timestamp = "yesterday"
	if _, err := enrich.Apply([]byte(signed), patch, enrich.Config{}); err == nil {
		t.Error("a time that is none")
	}
}

func TestReadPatchRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `{"componnents": []}`, `{} {}`, `{"components": [{"version": "1"}]}`} {
		if _, err := enrich.ReadPatch([]byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

// TestFromPackages mends what quality complains of.
func TestFromPackages(t *testing.T) {
	t.Parallel()
	text := []byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "bom-ref": "a", "name": "a", "version": "1", "purl": "pkg:npm/a@1"}, {"type": "library", "name": "b", "purl": "pkg:npm/b@1"}]}`)
	d, err := document.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	patch := enrich.FromPackages(d, []*scan.Package{
		{PURL: "pkg:npm/a@1", Licenses: []string{"(MIT OR ISC)"}, Hashes: []scan.Hash{{Algorithm: "sha512", Value: "aa"}}, Supplier: "Z"},
		{PURL: "pkg:npm/a@1", Licenses: []string{"MIT OR ISC"}, Hashes: []scan.Hash{{Algorithm: "sha256", Value: "bb"}}, Supplier: "A"},
		{PURL: "pkg:npm/b@1", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "cc"}}}, {PURL: "pkg:npm/b@1", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "dd"}}},
		{PURL: "pkg:npm/c@1", Licenses: []string{"MIT"}}, {Name: "d", Licenses: []string{"MIT"}},
	})
	want := enrich.Patch{Components: []enrich.ComponentPatch{{
		Match: "pkg:npm/a@1", Licenses: []string{"MIT OR ISC"}, Supplier: enrich.Party{Name: "A"},
		Hashes: []scan.Hash{{Algorithm: "sha256", Value: "bb"}, {Algorithm: "sha512", Value: "aa"}},
	}}}
	if diff := cmp.Diff(want, patch); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	r, err := enrich.Apply(text, patch, enrich.Config{})
	if err != nil {
		t.Fatal(err)
	}
	mended, err := document.Read(r.Text)
	if err != nil {
		t.Fatal(err)
	}
	before, after := quality.Assess(d, quality.CISA), quality.Assess(mended, quality.CISA)
	if after.Score() <= before.Score() {
		t.Errorf("score %.2f, was %.2f", after.Score(), before.Score())
	}
}

func Example() {
	text := []byte(`{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "components": [
    {"name": "axle", "purl": "pkg:npm/axle@1", "mill:batch": 7.0}
  ]
}`)
	result, err := enrich.Apply(text, enrich.Patch{Components: []enrich.ComponentPatch{
		{Match: "pkg:npm/axle@1", Licenses: []string{"MIT"}},
	}}, enrich.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(result.Text))
	// Output:
	// {
	//   "bomFormat": "CycloneDX",
	//   "specVersion": "1.6",
	//   "components": [
	//     {"name": "axle", "purl": "pkg:npm/axle@1", "mill:batch": 7.0, "licenses": [{"license":{"id":"MIT","acknowledgement":"declared"}}]}
	//   ]
	// }
}

// TestApplyByPlace patches components that have no reference by the one that
// readers give them.
func TestApplyByPlace(t *testing.T) {
	t.Parallel()
	text := []byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "cart"}}, "components": [{"type": "library", "name": "axle", "components": [{"type": "library", "name": "pin"}]}]}`)
	d, err := document.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	var patch enrich.Patch
	for _, c := range d.Components {
		patch.Components = append(patch.Components, enrich.ComponentPatch{Ref: c.Ref, Version: "1"})
	}
	r, err := enrich.Apply(text, patch, enrich.Config{})
	if err != nil || len(r.Unmatched) > 0 || len(r.Changes) != 3 {
		t.Errorf("%+v, %v; want three changes", r, err)
	}
}

// TestApplyToOthers says what can be patched in place of other documents.
func TestApplyToOthers(t *testing.T) {
	t.Parallel()
	for text, what := range map[string]string{
		`<bom xmlns="http://cyclonedx.org/schema/bom/1.1"/>`: "XML of another kind", `<Document><spdxVersion>SPDX-2.3</spdxVersion></Document>`: "XML of another kind",
		"spdxVersion: SPDX-2.3\n": "this syntax", `{"@graph": []}`: "JSON of another kind", `{}`: "JSON of another kind", ``: "JSON of another kind",
	} {
		_, err := enrich.Apply([]byte(text), enrich.Patch{}, enrich.Config{})
		if text == "" {
			continue // an error of syntax
		}
		if !errors.Is(err, bom.ErrFormat) || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "convert it to one of them first") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestApplyLatin keeps every byte of a document in an encoding of one byte, and
// writes what has no place in it as references to characters.
func TestApplyLatin(t *testing.T) {
	t.Parallel()
	text := "<?xml version='1.0' encoding='ISO-8859-1'?>\r\n<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>\r\n <components>\r\n  <component type='library' bom-ref='a'><name>M\xfchle</name></component>\r\n </components>\r\n</bom>\r\n"
	r, err := enrich.Apply([]byte(text), enrich.Patch{Document: enrich.DocumentPatch{Authors: []enrich.Party{{Name: "Gro\u00df €"}}}, Components: []enrich.ComponentPatch{{Ref: "a", Version: "1"}}}, enrich.Config{})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(text, "M\xfchle</name>", "M\xfchle</name><version>1</version>", 1)
	want = strings.Replace(want, "bom/1.6'>", "bom/1.6'>\r\n <metadata>\r\n  <authors>\r\n   <author>\r\n    <name>Gro&#xDF; &#x20AC;</name>\r\n   </author>\r\n  </authors>\r\n </metadata>", 1)
	if diff := cmp.Diff(want, string(r.Text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = enrich.Apply([]byte(strings.Replace(text, "ISO-8859-1", "klingon", 1)), enrich.Patch{}, enrich.Config{})
	var syntax *bom.SyntaxError
	if !errors.As(err, &syntax) || syntax.Region.StartColumn != 31 {
		t.Errorf("%v", err)
	}
}

// TestApplyNameless takes an element without an id for nobody's supplier.
func TestApplyNameless(t *testing.T) {
	t.Parallel()
	text := `{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
{"type": "SpdxDocument", "spdxId": "https://mill.example/d"},
{"type": "Organization", "name": "Acme"},
{"type": "software_Package", "spdxId": "https://mill.example/d#axle", "name": "axle"}]}`
	r, err := enrich.Apply([]byte(text), enrich.Patch{Components: []enrich.ComponentPatch{{Ref: "https://mill.example/d#axle", Supplier: enrich.Party{Name: "Acme"}}}}, enrich.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Changes) != 1 || !strings.Contains(string(r.Text), `"suppliedBy"`) {
		t.Errorf("%+v\n%s", r.Changes, r.Text)
	}
}

// TestApplySignedXML leaves XML alone that bears a signature.
func TestApplySignedXML(t *testing.T) {
	t.Parallel()
	text := `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata/><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></bom>`
	patch := enrich.Patch{Document: enrich.DocumentPatch{Timestamp: "2026-03-01T08:00:00Z"}}
	if _, err := enrich.Apply([]byte(text), patch, enrich.Config{}); !errors.Is(err, enrich.ErrSigned) {
		t.Errorf("%v", err)
	}
	r, err := enrich.Apply([]byte(text), patch, enrich.Config{AllowBrokenSignature: true})
	if want := strings.Replace(text, "<metadata/>", "<metadata><timestamp>2026-03-01T08:00:00Z</timestamp></metadata>", 1); err != nil || string(r.Text) != want {
		t.Errorf("%s, %v", r.Text, err)
	}
}

// TestApplyBroken says where XML and tag-value text break off.
func TestApplyBroken(t *testing.T) {
	t.Parallel()
	for text, line := range map[string]int{"<bom>\n<a></b>": 2, "<!-- -->": 1, "SPDXVersion: SPDX-2.3\nPackageName: <text>x": 2, "<bom>" + strings.Repeat("<a>", 1000): 1} {
		_, err := enrich.Apply([]byte(text), enrich.Patch{}, enrich.Config{})
		var syntax *bom.SyntaxError
		if !errors.As(err, &syntax) || syntax.Region.StartLine != line {
			t.Errorf("%.20s: %v", text, err)
		}
	}
}
