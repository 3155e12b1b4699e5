package spdx_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/bomtest"
	"github.com/penstock-dev/penstock/sbom/spdx"
	"github.com/penstock-dev/penstock/scan"
)

func TestReadGolden(t *testing.T) {
	t.Parallel()
	bomtest.Golden(t, "testdata/*.txtar", func(t *testing.T, input []byte) map[string]string {
		if !spdx.Detect(input) {
			t.Error("not detected")
		}
		d, err := spdx.Read(input)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{"want": bomtest.Text(t, d)}
	})
}

// TestSameInAllSyntaxes reads one document in each syntax of SPDX 2.
func TestSameInAllSyntaxes(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/same/two.txtar")
	if err != nil {
		t.Fatal(err)
	}
	first := ""
	for _, f := range archive.Files {
		if !spdx.Detect(f.Data) {
			t.Errorf("%s is not detected", f.Name)
		}
		d, err := spdx.Read(f.Data)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, c := range d.Components {
			if place := string(f.Data[c.Region.StartOffset:c.Region.EndOffset]); !strings.Contains(place, c.Ref) && f.Name != "bom.yaml" {
				t.Errorf("%s: %s is placed at %q", f.Name, c.Name, place)
			}
			c.Region = scan.Region{}
		}
		text := bomtest.Text(t, d)
		if first == "" {
			first = text
			checkTwo(t, d)
		}
		if diff := cmp.Diff(first, text); diff != "" {
			t.Errorf("%s differs from JSON (-json +other):\n%s", f.Name, diff)
		}
	}
}

func checkTwo(t *testing.T, d *bom.Document) {
	t.Helper()
	root := d.Root()
	if root == nil || root.Name != "mill" || root.PURL != "pkg:generic/mill@4.0.0" || len(root.CPEs) != 1 || root.Hashes[0] != (scan.Hash{Algorithm: "sha256", Value: "ab"}) {
		t.Errorf("root %+v", root)
	}
	want := []bom.Dependency{{Ref: "SPDXRef-mill", DependsOn: []string{"SPDXRef-wheel"}}}
	if diff := cmp.Diff(want, d.Dependencies); diff != "" {
		t.Errorf("dependencies (-want +got):\n%s", diff)
	}
	if wheel := d.Component("SPDXRef-wheel"); wheel.Scope != "excluded" || wheel.Manufacturer.Name != "Bo Carter" || !wheel.Manufacturer.Person {
		t.Errorf("wheel %+v", wheel)
	}
	if len(d.Tools) != 1 || d.Tools[0] != (bom.Tool{Name: "millwright", Version: "2.1"}) || len(d.Relationships) != 3 || len(d.Files) != 1 || d.Licenses[0].Text != "Grind." {
		t.Errorf("tools %v, relationships %v", d.Tools, d.Relationships)
	}
}

func TestReadErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		line       int // of a syntax error; 0 for another format
		packages   int // that come with the error
	}{
		{"empty", "", 0, 0},
		{"other text", "hello: world", 0, 0},
		{"other JSON", `{"name": "mill"}`, 0, 0},
		{"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>`, 0, 0},
		{"two YAML documents", "a: b\n---\nc: d\n", 0, 0},
		{"list", "[1]", 0, 0},
		{"truncated JSON", "{\"spdxVersion\": \"SPDX-2.3\",\n\"packages\": [", 2, 0},
		{"truncated YAML", "spdxVersion: SPDX-2.3\npackages: [\n", 2, 0},
		{"open text", "SPDXVersion: SPDX-2.3\nPackageName: mill\nPackageCopyrightText: <text>never\nends", 3, 1},
		{"deep XML", "<Document><spdxVersion>x</spdxVersion>\n" + strings.Repeat("<x>", 1000), 2, 0},
		{"truncated XML", "<Document>\n<spdxVersion>x", 2, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := spdx.Read([]byte(tt.text))
			if err == nil || (d != nil) != (tt.packages > 0) || d != nil && len(d.Components) != tt.packages {
				t.Fatalf("document %v, error %v", d, err)
			}
			var syntax *bom.SyntaxError
			if tt.line == 0 && !errors.Is(err, bom.ErrFormat) {
				t.Errorf("error %v, want one that wraps ErrFormat", err)
			}
			if tt.line != 0 && (!errors.As(err, &syntax) || syntax.Region.StartLine != tt.line) {
				t.Errorf("error %v, want one at line %d", err, tt.line)
			}
		})
	}
}

func TestLinesThatAreNoTags(t *testing.T) {
	t.Parallel()
	d, err := spdx.Read([]byte("SPDXVersion: SPDX-2.3\nPackageName: mill\nnonsense\nPackageVersion: 4\n"))
	if err != nil || len(d.Problems) != 1 || d.Problems[0].Region.StartLine != 3 || d.Components[0].Version != "4" {
		t.Errorf("document %+v, error %v", d, err)
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	d, err := spdx.Read([]byte(`{"spdxVersion": "SPDX-2.3", "relationships": [{}` + strings.Repeat(",{}", bom.MaxItems) + "]}"))
	if err != nil || len(d.Relationships) != bom.MaxItems || len(d.Problems) != 1 || !strings.Contains(d.Problems[0].Message, "limit") {
		t.Errorf("error %v", err)
	}
	if d, err := spdx.Read([]byte("<Document>" + strings.Repeat("<a/>", 4*bom.MaxItems))); d != nil || !errors.Is(err, bom.ErrLimit) {
		t.Errorf("error %v", err)
	}
}

// TestTools wants names and versions of tools apart, dashes in either or not.
func TestTools(t *testing.T) {
	t.Parallel()
	for creator, want := range map[string]bom.Tool{
		"mill-1.2":         {Name: "mill", Version: "1.2"},
		"mill-works-v1":    {Name: "mill-works", Version: "v1"},
		"mill-works":       {Name: "mill-works"},
		"mill-v":           {Name: "mill-v"},
		"mill-":            {Name: "mill-"},
		"mill-1.2.3-rc.1":  {Name: "mill", Version: "1.2.3-rc.1"},
		"mill-2-5":         {Name: "mill-2", Version: "5"},
		"mill-2.0-sail-5":  {Name: "mill-2.0-sail", Version: "5"},
		"mill-2024-11-22":  {Name: "mill", Version: "2024-11-22"},
		"mill-1-2-3":       {Name: "mill-1-2", Version: "3"},
		"mill-(devel)":     {Name: "mill", Version: "(devel)"},
		"mill-3.1.4+build": {Name: "mill", Version: "3.1.4+build"},
		"mill-v0.0.0-20241122083000-0a1b2c3d4e5f":               {Name: "mill", Version: "v0.0.0-20241122083000-0a1b2c3d4e5f"},
		"mill-v0.0.0-20241122083000-abcdefabcdef":               {Name: "mill", Version: "v0.0.0-20241122083000-abcdefabcdef"},
		"mill-works-v1.4.1-0.20241122083000-9b1b2c3d4e5f+dirty": {Name: "mill-works", Version: "v1.4.1-0.20241122083000-9b1b2c3d4e5f+dirty"},
	} {
		d, err := spdx.Read([]byte("SPDXVersion: SPDX-2.3\nCreator: Tool: " + creator + "\n"))
		if err != nil || len(d.Tools) != 1 || d.Tools[0] != want {
			t.Errorf("%s: %+v, want %+v: %v", creator, d.Tools, want, err)
		}
	}
}

// TestReadLatin wants XML in an encoding of one byte to be read.
func TestReadLatin(t *testing.T) {
	t.Parallel()
	text := "<?xml version='1.0' encoding='windows-1252'?>\n<Document><spdxVersion>SPDX-2.3</spdxVersion><packages><name>M\xfchle \x80</name></packages></Document>"
	d, err := spdx.Read([]byte(text))
	if err != nil || len(d.Components) != 1 || d.Components[0].Name != "Mühle €" {
		t.Fatalf("%+v, %v", d, err)
	}
	if r := d.Components[0].Region; text[r.StartOffset:r.EndOffset] != "<packages><name>M\xfchle \x80</name></packages>" {
		t.Errorf("placed at %q", text[r.StartOffset:r.EndOffset])
	}
	_, err = spdx.Read([]byte(strings.Replace(text, "windows-1252", "klingon", 1)))
	var syntax *bom.SyntaxError
	if !errors.As(err, &syntax) || syntax.Region.StartColumn != 31 {
		t.Errorf("%v", err)
	}
}

// TestDetectFarBehind wants the version of a document to be seen wherever it stands
// in the first and the last 64 KiB, and across their ends.
func TestDetectFarBehind(t *testing.T) {
	t.Parallel()
	for size := 64<<10 - 40; size < 64<<10+10; size++ {
		for _, behind := range []int{0, 1000, 64<<10 - 30} {
			text := "{" + strings.Repeat(" ", size) + `"spdxVersion": ""` + strings.Repeat(" ", behind) + "}"
			if !spdx.Detect([]byte(text)) {
				t.Fatalf("not detected behind %d bytes, with %d behind it", size, behind)
			}
		}
	}
}
