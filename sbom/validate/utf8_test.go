package validate_test

import (
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/validate"
)

// TestEncodings wants bytes that are no UTF-8 to be told with their place in JSON,
// and XML in encodings of one byte to be judged as in UTF-8.
func TestEncodings(t *testing.T) {
	t.Parallel()
	latin := func(encoding string) string {
		return `<?xml version="1.0" encoding="` + encoding + `"?>` + "\n" + `<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components>` + "\n" +
			"<component type=\"library\"><name>M\xfchle</name></component><component type=\"libary\"><name>x</name></component></components></bom>"
	}
	for name, tt := range map[string]struct{ text, want string }{
		"JSON": {
			`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library",` + "\n\"name\": \"M\xfc\xfchle\", \"version\": \"\xe4\"}]}",
			"CycloneDX 1.6 JSON, valid: false\n|2:11 structure medium /components/0/name\n\tJSON has to be in UTF-8 (RFC 8259), which the byte 0xfc is not; others are at 1 more place\n",
		},
		"key": {
			`{"bomFormat": "CycloneDX", "specVersion": "1.6", ` + "\n\"$schem\xe4\": 1}",
			"CycloneDX 1.6 JSON, valid: false\n|2:1 structure medium /$schem\ufffd\n\tbom has no member \"$schem\ufffd\"\n2:8 structure medium \n\tJSON has to be in UTF-8 (RFC 8259), which the byte 0xe4 is not\n",
		},
		"replacement character": {`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "` + "\ufffd" + `"}]}`, "CycloneDX 1.6 JSON, valid: true\n|"},
		"Latin-1": {
			latin("ISO-8859-1"),
			"CycloneDX 1.5 XML, valid: false\n|3:57 structure medium /bom/components/component[2]/@type\n\t",
		},
		"windows": {latin("windows-1252"), "CycloneDX 1.5 XML, valid: false\n|3:57 structure medium /bom/components/component[2]/@type\n\t"},
		"unknown": {
			latin("klingon"),
			"CycloneDX  XML, valid: false\n|1:31 structure medium \n\tinvalid XML: the encoding \"klingon\" is not read: UTF-8, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII are\n",
		},
	} {
		r, err := validate.Document([]byte(tt.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		head, rest, _ := strings.Cut(tt.want, "|")
		if got := text(r); !strings.HasPrefix(got, head) || !strings.Contains(got, rest) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, tt.want)
		}
		if name == "Latin-1" && r.Document.Components[0].Name != "Mühle" {
			t.Errorf("name %q", r.Document.Components[0].Name)
		}
	}
}
