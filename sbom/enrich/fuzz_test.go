package enrich_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/enrich"
)

// FuzzApply holds of any document and patch: the result is JSON, every byte of
// the document is still there if nothing was replaced, and nothing changes the
// second time.
func FuzzApply(f *testing.F) {
	patch := `{"document": {"timestamp": "2026-03-01T08:00:00Z", "authors": [{"name": "A"}], "lifecycles": ["build"], "properties": [{"name": "k", "value": "v"}]}, "components": [{"match": "pkg:npm/a@1", "licenses": ["MIT"], "hashes": [{"algorithm": "sha256", "value": "aa"}], "properties": [{"name": "k", "value": "v"}], "references": [{"type": "vcs", "url": "u"}]}, {"ref": "b", "supplier": {"name": "B"}, "cpe": "cpe:/a:b:b:1", "purl": "pkg:npm/b@1"}]}`
	f.Add([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"purl":"pkg:npm/a@1","hashes":[ ]},{"bom-ref":"b","components":[{"purl":"pkg:npm/a@1"}]}]}`), []byte(patch), false)
	f.Add([]byte("{\r\n\t\"spdxVersion\": \"SPDX-2.3\",\r\n\t\"creationInfo\": {},\r\n\t\"packages\": [\r\n\t\t{\"SPDXID\": \"b\", \"supplier\": null},\r\n\t\t{\"externalRefs\": [{\"referenceType\": \"purl\", \"referenceLocator\": \"pkg:npm/a@1\"}]}\r\n\t]\r\n}"), []byte(patch), true)
	f.Add([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.3","metadata":null,"components":[{"bom-ref":"b","supplier":{"name":"x"},"properties":[{"name":"k","value":"w"}]}]}`), []byte(patch), true)
	f.Add([]byte(`{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"CreationInfo","@id":"_:c","createdBy":[]},{"type":"software_Package","spdxId":"b","creationInfo":"_:c","suppliedBy":"x"},{"type":"software_Package","software_packageUrl":"pkg:npm/a@1"},{"type":"Relationship","from":"b","relationshipType":"hasDeclaredLicense","to":["x"]},{"type":"SpdxDocument","spdxId":"d#e"}]}`), []byte(patch), false)
	f.Fuzz(func(t *testing.T, text, patchText []byte, overwrite bool) {
		patch, err := enrich.ReadPatch(patchText)
		if err != nil {
			return
		}
		config := enrich.Config{Overwrite: overwrite, AllowBrokenSignature: true}
		if body := bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n"); !bytes.HasPrefix(body, []byte("{")) {
			return // see FuzzApplyElsewhere
		}
		r, err := enrich.Apply(text, patch, config)
		if err != nil {
			return
		}
		body := r.Text
		if len(body) > 3 && string(body[:3]) == "\ufeff" {
			body = body[3:]
		}
		if !json.Valid(body) {
			t.Fatalf("no JSON any more: %s", r.Text)
		}
		holdsAll(t, text, r)
		again, err := enrich.Apply(r.Text, patch, config)
		if err != nil {
			t.Fatal(err)
		}
		if !overwrite && string(again.Text) != string(r.Text) {
			t.Fatalf("changed again: %s became %s", r.Text, again.Text)
		}
	})
}

// holdsAll fails if bytes of a document are not there any more although nothing was
// replaced.
func holdsAll(t *testing.T, text []byte, r *enrich.Result) {
	t.Helper()
	for _, c := range r.Changes {
		if c.From != "" {
			return
		}
	}
	i := 0
	for _, b := range r.Text {
		if i < len(text) && text[i] == b {
			i++
		}
	}
	if i < len(text) {
		t.Fatalf("bytes are lost: %s became %s", text, r.Text)
	}
}

// FuzzApplyElsewhere holds of XML and tag-value text: every byte of the document is
// still there if nothing was replaced, and what could be read still can.
func FuzzApplyElsewhere(f *testing.F) {
	patch := enrich.Patch{
		Document: enrich.DocumentPatch{Timestamp: "2026-03-01T08:00:00Z", Authors: []enrich.Party{{Name: "A\nB"}}, Lifecycles: []string{"build"}, License: "CC0-1.0", Properties: []enrich.Property{{Name: "k", Value: "<v>"}}},
		Components: []enrich.ComponentPatch{
			{Match: "pkg:npm/a@1", Licenses: []string{"MIT"}, Supplier: enrich.Party{Name: "S"}, References: []enrich.Reference{{Type: "vcs", URL: "u"}}, Properties: []enrich.Property{{Name: "k", Value: "v"}}},
			{Ref: "b", Version: "2", CPE: "cpe:/a:b:b:1", PURL: "pkg:npm/b@1", Copyright: "C\nD"},
		},
	}
	f.Add([]byte(`<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata/><components><component bom-ref="b"><hashes/></component><component><purl>pkg:npm/a@1</purl><components/></component></components></bom>`), false)
	f.Add([]byte("<?xml version='1.0' encoding='latin1'?>\r\n<c:bom xmlns:c='http://cyclonedx.org/schema/bom/1.3'>\r\n <c:components>\r\n  <c:component bom-ref='b'>\xe4<c:version>1</c:version></c:component></c:components></c:bom>"), true)
	f.Add([]byte("SPDXVersion: SPDX-2.3\r\nCreator: Tool: x\r\nPackageName: b\r\nSPDXID: b\r\nPackageName: a\r\nExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\r\nPackageChecksum: SHA1: a"), true)
	f.Add([]byte("SPDXVersion: SPDX-2.2\nPackageName: <text>b\nc</text>\nSPDXID: b\nFileName: x\nRelationship: a b c"), false)
	f.Fuzz(func(t *testing.T, text []byte, overwrite bool) {
		config := enrich.Config{Overwrite: overwrite, AllowBrokenSignature: true}
		r, err := enrich.Apply(text, patch, config)
		if err != nil {
			return
		}
		holdsAll(t, text, r)
		if _, err := document.Read(text); err != nil {
			return
		}
		if _, err := document.Read(r.Text); err != nil {
			t.Fatalf("%v: %s became %s", err, text, r.Text)
		}
		if _, err := enrich.Apply(r.Text, patch, config); err != nil {
			t.Fatalf("the second time: %v: %s", err, r.Text)
		}
	})
}
