package cyclonedx_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/internal/bomtest"
)

func TestReadGolden(t *testing.T) {
	t.Parallel()
	bomtest.Golden(t, "testdata/*.txtar", func(t *testing.T, input []byte) map[string]string {
		if !cyclonedx.Detect(input) {
			t.Error("not detected")
		}
		d, err := cyclonedx.Read(input)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range d.Components {
			place := string(input[c.Region.StartOffset:c.Region.EndOffset])
			if !strings.Contains(place, c.Name) || strings.Trim(place[:1]+place[len(place)-1:], `{}<>"`) != "" {
				t.Errorf("%s is placed at %q", c.Name, place)
			}
		}
		return map[string]string{"want": bomtest.Text(t, d)}
	})
}

const header = `{"bomFormat": "CycloneDX", "specVersion": "1.6", `

func TestReadErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text   string
		line, column int // of a syntax error; 0 for another format
	}{
		{"empty", "", 0, 0},
		{"other text", "hello", 0, 0},
		{"other JSON", `{"name": "mill"}`, 0, 0},
		{"other format", `{"bomFormat": "Other", "specVersion": "1"}`, 0, 0},
		{"other XML", `<html xmlns="x"></html>`, 0, 0},
		{"namespace of another", `<bom xmlns="http://mill.example/"></bom>`, 0, 0},
		{"unknown version", `<bom xmlns="http://cyclonedx.org/schema/bom/9.9"></bom>`, 0, 0},
		{"truncated JSON", header + "\n\"components\": [{", 2, 17},
		{"byte order mark", "\ufeff" + header + "x", 1, 53},
		{"deep JSON", header + `"components": ` + strings.Repeat(`[`, 1000), 1, 575},
		{"truncated XML", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">\n<components>", 2, 13},
		{"deep XML", `<bom xmlns="http://cyclonedx.org/schema/bom/1.5">` + strings.Repeat("<x>", 1000), 1, 1586},
		{"entity", "<!DOCTYPE bom [<!ENTITY a \"b\">]><bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">\n<serialNumber>&a;", 2, 18},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := cyclonedx.Read([]byte(tt.text))
			if err == nil || d != nil {
				t.Fatalf("document %v, error %v", d, err)
			}
			var syntax *bom.SyntaxError
			if tt.line == 0 {
				if !errors.Is(err, bom.ErrFormat) {
					t.Errorf("error %v, want one that wraps ErrFormat", err)
				}
				return
			}
			if !errors.As(err, &syntax) || syntax.Region.StartLine != tt.line || syntax.Region.StartColumn != tt.column {
				t.Errorf("error %v, want one at line %d, column %d", err, tt.line, tt.column)
			}
		})
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"list":   header + `"components": [0` + strings.Repeat(",0", bom.MaxItems) + "]}",
		"nested": header + `"components": [{"components": [0` + strings.Repeat(",0", bom.MaxItems) + "]}]}",
		"XML":    `<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components>` + strings.Repeat("<component/>", bom.MaxItems+1),
	} {
		if d, err := cyclonedx.Read([]byte(text)); d != nil || !errors.Is(err, bom.ErrLimit) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		header:              true,
		"\ufeff\n" + header: true,
		`<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.0">`: true,
		`{"spdxVersion": "SPDX-2.3"}`:                                            false,
		"CycloneDX bomFormat":                                                    false,
		"":                                                                       false,
	} {
		if got := cyclonedx.Detect([]byte(text)); got != want {
			t.Errorf("Detect(%q) = %v", text, got)
		}
	}
}

// TestReadLatin wants XML in an encoding of one byte to be read, with places in the
// bytes of the file.
func TestReadLatin(t *testing.T) {
	t.Parallel()
	text := "<?xml version='1.0' encoding='ISO-8859-1'?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"><components>" +
		"<component type='library'><name>M\xfchle</name></component><component type='library'><name>Gro\xdf</name></component></components></bom>"
	d, err := cyclonedx.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"<component type='library'><name>M\xfchle</name></component>", "<component type='library'><name>Gro\xdf</name></component>"} {
		if r := d.Components[i].Region; text[r.StartOffset:r.EndOffset] != want {
			t.Errorf("%s is placed at %q", d.Components[i].Name, text[r.StartOffset:r.EndOffset])
		}
	}
	if d.Components[0].Name != "Mühle" || d.Components[1].Name != "Groß" {
		t.Errorf("%+v", d.Components)
	}
	_, err = cyclonedx.Read([]byte(strings.Replace(text, "ISO-8859-1", "klingon", 1)))
	var syntax *bom.SyntaxError
	if !errors.As(err, &syntax) || syntax.Region.StartColumn != 31 || !strings.Contains(err.Error(), "ISO-8859-15, windows-1252") {
		t.Errorf("%v", err)
	}
}

// TestReadPrefix reads a document whose names have a prefix.
func TestReadPrefix(t *testing.T) {
	t.Parallel()
	d, err := cyclonedx.Read([]byte(`<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.4"><c:components><c:component type="library"><c:name>a</c:name></c:component></c:components></c:bom>`))
	if err != nil || d.SpecVersion != "1.4" || len(d.Components) != 1 || d.Components[0].Name != "a" {
		t.Errorf("%+v, %v", d, err)
	}
}
