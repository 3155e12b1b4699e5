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
	"github.com/penstock-dev/penstock/scan"
)

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
			r, err := enrich.Apply(ar.File("document.json"), patch, config)
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
		{PURL: "pkg:npm/a@1", Licenses: []string{"MIT"}, Hashes: []scan.Hash{{Algorithm: "sha512", Value: "aa"}}, Supplier: "Z"},
		{PURL: "pkg:npm/a@1", Licenses: []string{"MIT"}, Hashes: []scan.Hash{{Algorithm: "sha256", Value: "bb"}}, Supplier: "A"},
		{PURL: "pkg:npm/b@1", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "cc"}}}, {PURL: "pkg:npm/b@1", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "dd"}}},
		{PURL: "pkg:npm/c@1", Licenses: []string{"MIT"}}, {Name: "d", Licenses: []string{"MIT"}},
	})
	want := enrich.Patch{Components: []enrich.ComponentPatch{{
		Match: "pkg:npm/a@1", Licenses: []string{"MIT"}, Supplier: enrich.Party{Name: "A"},
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

// TestApplyNotJSON says of XML that it is not patched, and not where it stops
// being JSON.
func TestApplyNotJSON(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>`, "SPDXVersion: SPDX-2.3\n", `{"@graph": []}`} {
		_, err := enrich.Apply([]byte(text), enrich.Patch{}, enrich.Config{})
		if !errors.Is(err, bom.ErrFormat) || !strings.Contains(err.Error(), "in JSON can be patched") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
