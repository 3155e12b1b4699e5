package enrich_test

import (
	"encoding/json"
	"testing"

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
	f.Fuzz(func(t *testing.T, text, patchText []byte, overwrite bool) {
		patch, err := enrich.ReadPatch(patchText)
		if err != nil {
			return
		}
		config := enrich.Config{Overwrite: overwrite, AllowBrokenSignature: true}
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
		replaced := false
		for _, c := range r.Changes {
			replaced = replaced || c.From != ""
		}
		if i := 0; !replaced {
			for _, b := range r.Text {
				if i < len(text) && text[i] == b {
					i++
				}
			}
			if i < len(text) {
				t.Fatalf("bytes are lost: %s became %s", text, r.Text)
			}
		}
		again, err := enrich.Apply(r.Text, patch, config)
		if err != nil {
			t.Fatal(err)
		}
		if !overwrite && string(again.Text) != string(r.Text) {
			t.Fatalf("changed again: %s became %s", r.Text, again.Text)
		}
	})
}
