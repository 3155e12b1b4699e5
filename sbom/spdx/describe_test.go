package spdx_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/spdx"
	"github.com/penstock-dev/penstock/scan"
)

func reread(t *testing.T, d *bom.Document, version string) (*bom.Document, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := spdx.Write(&b, d, spdx.WriteConfig{Version: version}); err != nil {
		t.Fatal(err)
	}
	got, err := spdx.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return got, b.Bytes()
}

// TestWriteWithoutRoots wants a document that says not what it describes to
// describe what nothing leads to.
func TestWriteWithoutRoots(t *testing.T) {
	t.Parallel()
	components := []*bom.Component{{Ref: "SPDXRef-a", Name: "a"}, {Ref: "SPDXRef-b", Name: "b"}, {Ref: "SPDXRef-c", Name: "c"}}
	tests := []struct {
		name         string
		dependencies []bom.Dependency
		want         []string
	}{
		{"none", nil, []string{"SPDXRef-a", "SPDXRef-b", "SPDXRef-c"}},
		{"tree", []bom.Dependency{{Ref: "SPDXRef-b", DependsOn: []string{"SPDXRef-a"}}}, []string{"SPDXRef-b", "SPDXRef-c"}},
		{"circle", []bom.Dependency{
			{Ref: "SPDXRef-a", DependsOn: []string{"SPDXRef-b"}}, {Ref: "SPDXRef-b", DependsOn: []string{"SPDXRef-c"}}, {Ref: "SPDXRef-c", DependsOn: []string{"SPDXRef-a"}},
		}, []string{"SPDXRef-a", "SPDXRef-b", "SPDXRef-c"}},
	}
	for _, tt := range tests {
		got, _ := reread(t, &bom.Document{Roots: []string{"SPDXRef-DOCUMENT"}, Components: components, Dependencies: tt.dependencies}, "2.3")
		if diff := cmp.Diff(tt.want, got.Roots); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestWriteVerification wants packages whose files are listed to say so, with the
// code over them, and files without SHA-1 to be packages.
func TestWriteVerification(t *testing.T) {
	t.Parallel()
	sum := func(s string) string { d := sha1.Sum([]byte(s)); return hex.EncodeToString(d[:]) }
	low, high := min(sum("x"), sum("y")), max(sum("x"), sum("y"))
	d := &bom.Document{
		Roots:      []string{"SPDXRef-a"},
		Components: []*bom.Component{{Ref: "SPDXRef-a", Name: "a"}, {Ref: "SPDXRef-b", Name: "b"}},
		Files: []*bom.File{
			{Ref: "SPDXRef-x", Name: "x", Hashes: []scan.Hash{{Algorithm: "sha1", Value: high}}},
			{Ref: "SPDXRef-y", Name: "y", Hashes: []scan.Hash{{Algorithm: "sha1", Value: low}}},
			{Ref: "SPDXRef-z", Name: "z", Hashes: []scan.Hash{{Algorithm: "sha256", Value: hex.EncodeToString(make([]byte, 32))}}},
		},
		Relationships: []bom.Relationship{{From: "SPDXRef-a", Type: "CONTAINS", To: []string{"SPDXRef-x", "SPDXRef-z"}}, {From: "SPDXRef-y", Type: "CONTAINED_BY", To: []string{"SPDXRef-a"}}},
	}
	_, text := reread(t, d, "2.3")
	var got struct {
		Packages []struct {
			ID       string `json:"SPDXID"`
			Analyzed bool   `json:"filesAnalyzed"`
			Code     struct {
				Value string `json:"packageVerificationCodeValue"`
			} `json:"packageVerificationCode"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for _, p := range got.Packages {
		code := ""
		if p.ID == "SPDXRef-a" {
			code = sum(low + high)
		}
		if p.Analyzed != (code != "") || p.Code.Value != code {
			t.Errorf("%s: analyzed %v, code %q, want %q", p.ID, p.Analyzed, p.Code.Value, code)
		}
	}
	if len(got.Packages) != 3 {
		t.Errorf("%d packages, want the file without SHA-1 among 3", len(got.Packages))
	}
}

func TestWriteReferences(t *testing.T) {
	t.Parallel()
	want := []bom.Reference{{Type: "vcs", URL: "https://git.example/a", Comment: "main"}, {Type: "website", URL: "https://a.example"}, {Type: "issue-tracker", URL: "https://a.example/bugs"}}
	d := &bom.Document{Roots: []string{"a"}, Components: []*bom.Component{{Ref: "a", Name: "a", References: want}}}
	got, _ := reread(t, d, "3.0.1")
	if diff := cmp.Diff(want, got.Components[0].References); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestThreeTexts wants the texts of licenses that a document defines to be read.
func TestThreeTexts(t *testing.T) {
	t.Parallel()
	d := &bom.Document{
		Roots:      []string{"a"},
		Components: []*bom.Component{{Ref: "a", Name: "a", Licenses: []bom.License{{Expression: "MIT OR LicenseRef-acme", Acknowledgement: "declared"}}}},
		Licenses:   []bom.License{{ID: "LicenseRef-acme", Name: "Acme terms", Text: "Use it as you like."}},
	}
	got, _ := reread(t, d, "3.0.1")
	if diff := cmp.Diff(d.Licenses, got.Licenses); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
