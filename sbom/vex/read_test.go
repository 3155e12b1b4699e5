package vex_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/vex"
	"github.com/penstock-dev/penstock/scan"
)

const openVEXText = `{
 "@context": "https://openvex.dev/ns/v0.2.0",
 "@id": "https://acme.example/vex/7", "author": "Acme", "role": "vendor", "timestamp": "2026-02-01T00:00:00Z", "last_updated": "2026-03-01T10:00:00+01:00",
 "version": 3, "tooling": "pen and paper",
 "statements": [
  {"@id": "https://acme.example/vex/7#1", "vulnerability": {"@id": "https://nvd.example/vuln/CVE-2026-1", "name": "CVE-2026-1", "aliases": ["GHSA-1"]},
   "products": [{"@id": "https://acme.example/shop", "identifiers": {"purl": "pkg:oci/shop"}, "hashes": {"sha-256": "AB"},
                 "subcomponents": [{"@id": "pkg:npm/a@1.0.0"}]}],
   "status": "not_affected", "justification": "component_not_present", "impact_statement": "Not shipped.", "timestamp": "2026-01-01T00:00:00Z"},
  {"vulnerability": {"@id": "https://nvd.example/vuln/CVE-2026-2"}, "products": ["pkg:npm/b"], "subcomponents": ["pkg:npm/c"], "status": "affected", "action_statement": "Update."},
  {"vulnerability": "CVE-2026-3", "products": [{"identifiers": {"purl": "pkg:npm/d"}}, {}], "status": "under_investigation", "status_notes": "Soon.", "timestamp": "yesterday"},
  {"products": [{"@id": "x"}], "status": "fixed"},
  {"vulnerability": "CVE-2026-4", "products": [{"@id": "x"}], "status": "maybe"},
  {"vulnerability": "CVE-2026-5", "status": "fixed"}
 ]}`

// readProblem returns the problem of a statement without a vulnerability.
func readProblem(t *testing.T) []bom.Problem {
	t.Helper()
	d, err := vex.Read([]byte(openVEXText))
	if err != nil {
		t.Fatal(err)
	}
	return d.Problems[2:3:3]
}

func TestReadOpenVEX(t *testing.T) {
	t.Parallel()
	got, err := vex.Read([]byte(openVEXText))
	if err != nil {
		t.Fatal(err)
	}
	want := &vex.Document{
		Format: vex.OpenVEX, ID: "https://acme.example/vex/7", Author: "Acme", Role: "vendor", Tool: "pen and paper", Time: at, Version: 3,
		Statements: []vex.Statement{
			{
				ID: "https://acme.example/vex/7#1", Vulnerability: "CVE-2026-1", Aliases: []string{"GHSA-1"}, Status: vex.NotAffected,
				Justification: vex.ComponentNotPresent, Impact: "Not shipped.", Time: at.AddDate(0, -2, 0).Add(-9 * 3600e9), Author: "Acme",
				Products: []vex.Product{{
					ID: "https://acme.example/shop", PURL: "pkg:oci/shop", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "ab"}},
					Subcomponents: []vex.Product{{ID: "pkg:npm/a@1.0.0", PURL: "pkg:npm/a@1.0.0"}},
				}},
			},
			{
				Vulnerability: "CVE-2026-2", Status: vex.Affected, Action: "Update.", Time: at, Author: "Acme",
				Products: []vex.Product{{ID: "pkg:npm/b", PURL: "pkg:npm/b", Subcomponents: []vex.Product{{ID: "pkg:npm/c", PURL: "pkg:npm/c"}}}},
			},
			{Vulnerability: "CVE-2026-3", Status: vex.UnderInvestigation, Notes: "Soon.", Time: at, Author: "Acme", Products: []vex.Product{{PURL: "pkg:npm/d"}}},
		},
		Problems: []bom.Problem{
			{Message: `"yesterday" is no time of RFC 3339`}, {Message: "a product has no identifier"}, {Message: "a statement names no vulnerability"},
			{Message: `CVE-2026-4: there is no status "maybe"`}, {Message: "CVE-2026-5: a statement names no product"},
		},
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(vex.Statement{}, "Region"), cmpopts.IgnoreFields(bom.Problem{}, "Region")); d != "" {
		t.Error(d)
	}
	if r := got.Statements[1].Region; r.StartLine != 10 {
		t.Errorf("the second statement is on line %d", r.StartLine)
	}
}

const cycloneDXText = `{
 "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 2, "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
 "metadata": {"timestamp": "2026-03-01T09:00:00Z", "authors": [{"name": "Acme"}]},
 "components": [{"type": "library", "bom-ref": "a", "name": "a", "version": "1.0.0", "purl": "pkg:npm/a@1.0.0"}],
 "vulnerabilities": [
  {"id": "CVE-2026-1", "references": [{"id": "GHSA-1", "source": {"name": "GitHub"}}], "affects": [{"ref": "a"}],
   "analysis": {"state": "not_affected", "justification": "protected_at_perimeter", "detail": "The proxy filters it.", "lastUpdated": "2026-03-02T09:00:00Z"}},
  {"id": "CVE-2026-2", "recommendation": "Update.", "analysis": {"state": "exploitable", "response": ["update"]},
   "affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Fb", "versions": [{"range": "vers:npm/<2.0.0", "status": "affected"}, {"version": "3.0.0", "status": "unaffected"}, {"version": "2.5.0"}]}]},
  {"id": "CVE-2026-3", "analysis": {"state": "false_positive"}, "affects": [{"ref": "a"}]},
  {"id": "CVE-2026-4", "analysis": {"state": "resolved_with_pedigree"}, "affects": [{"ref": "a"}]},
  {"id": "CVE-2026-5", "analysis": {"state": "in_triage", "detail": "Soon."}, "affects": [{"ref": "a"}]},
  {"id": "CVE-2026-6", "affects": [{"ref": "a"}]},
  {"id": "CVE-2026-7", "analysis": {"state": "in_triage"}},
  {"id": "CVE-2026-8", "analysis": {"state": "in_triage"}, "affects": [{"ref": "a", "versions": [{"version": "1.0.0", "status": "unaffected"}]}]}
 ]}`

func TestReadCycloneDX(t *testing.T) {
	t.Parallel()
	d, err := vex.Read([]byte(cycloneDXText))
	if err != nil {
		t.Fatal(err)
	}
	a := []vex.Product{{ID: "a", PURL: "pkg:npm/a@1.0.0"}}
	want := []vex.Statement{
		{
			Vulnerability: "CVE-2026-1", Aliases: []string{"GHSA-1"}, Status: vex.NotAffected, Justification: vex.InlineMitigations, Word: "protected_at_perimeter",
			Impact: "The proxy filters it.", Time: at.AddDate(0, 0, 1), Author: "Acme", Products: a,
		},
		{
			Vulnerability: "CVE-2026-2", Status: vex.Affected, Action: "Update.", Response: []string{"update"}, Time: at, Author: "Acme",
			Products: []vex.Product{{PURL: "pkg:npm/b", Versions: "vers:npm/<2.0.0"}, {PURL: "pkg:npm/b", Versions: "vers:generic/2.5.0"}},
		},
		{Vulnerability: "CVE-2026-3", Status: vex.NotAffected, Impact: "false positive", Time: at, Author: "Acme", Products: a},
		{Vulnerability: "CVE-2026-4", Status: vex.Fixed, Time: at, Author: "Acme", Products: a},
		{Vulnerability: "CVE-2026-5", Status: vex.UnderInvestigation, Notes: "Soon.", Time: at, Author: "Acme", Products: a},
	}
	if diff := cmp.Diff(want, d.Statements, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	problems := []bom.Problem{{Message: "CVE-2026-7: it affects nothing that is named"}, {Message: "CVE-2026-8: it affects nothing that is named"}}
	if diff := cmp.Diff(problems, d.Problems); diff != "" {
		t.Error(diff)
	}
	rooted := strings.Replace(cycloneDXText, `"metadata": {`, `"metadata": {"component": {"type": "application", "bom-ref": "r", "name": "shop", "purl": "pkg:oci/shop"}, `, 1)
	if d, err := vex.Read([]byte(rooted)); err != nil || len(d.Statements) != 6 || d.Statements[5].Products[0].PURL != "pkg:oci/shop" {
		t.Errorf("with a root: %v, %+v", err, d)
	}
	var b bytes.Buffer
	if err := vex.WriteCycloneDX(&b, d, cyclonedx.WriteConfig{}); err != nil {
		t.Fatal(err)
	}
	again, err := vex.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.Statements, again.Statements, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(vex.Product{}, "ID"), cmpopts.IgnoreFields(vex.Statement{}, "Justification", "Word")); diff != "" {
		t.Error(diff)
	}
	if again.Statements[0].Word != "protected_at_perimeter" {
		t.Errorf("the word of the format became %q", again.Statements[0].Word)
	}
}

const csafText = `{
 "document": {"category": "csaf_vex", "csaf_version": "2.0", "publisher": {"category": "vendor", "name": "Acme"},
  "tracking": {"id": "ACME-1", "version": "2", "initial_release_date": "2026-02-01T00:00:00Z", "current_release_date": "2026-03-01T09:00:00Z", "generator": {"engine": {"name": "quill"}}}},
 "product_tree": {
  "branches": [{"category": "vendor", "name": "Acme", "branches": [
   {"category": "product_version", "name": "1.0.0", "product": {"product_id": "A", "name": "a", "product_identification_helper": {"purl": "pkg:npm/a@1.0.0", "hashes": [{"filename": "a.tgz", "file_hashes": [{"algorithm": "sha256", "value": "AB"}]}]}}},
   {"category": "product_version_range", "name": "vers:npm/<2.0.0", "product": {"product_id": "B", "name": "b", "product_identification_helper": {"purl": "pkg:npm/b"}}}]}],
  "full_product_names": [{"product_id": "S", "name": "shop", "product_identification_helper": {"purl": "pkg:oci/shop"}}],
  "product_groups": [{"group_id": "G", "product_ids": ["A", "S:B"]}],
  "relationships": [{"category": "default_component_of", "product_reference": "B", "relates_to_product_reference": "S", "full_product_name": {"product_id": "S:B", "name": "b in shop"}}]},
 "vulnerabilities": [
  {"cve": "CVE-2026-1", "ids": [{"system_name": "x", "text": "X-1"}],
   "product_status": {"known_not_affected": ["A", "S:B"], "fixed": ["S"], "under_investigation": ["Z"]},
   "flags": [{"label": "component_not_present", "group_ids": ["G"]}], "threats": [{"category": "impact", "details": "Gone.", "product_ids": ["S:B"]}]},
  {"ids": [{"system_name": "x", "text": "X-2"}], "product_status": {"known_affected": ["A"]}, "remediations": [{"category": "vendor_fix", "details": "Update.", "product_ids": ["A"]}]},
  {"title": "nameless"}
 ]}`

func TestReadCSAF(t *testing.T) {
	t.Parallel()
	got, err := vex.Read([]byte(csafText))
	if err != nil {
		t.Fatal(err)
	}
	a := vex.Product{ID: "A", PURL: "pkg:npm/a@1.0.0", Hashes: []scan.Hash{{Algorithm: "sha256", Value: "ab"}}}
	shop := vex.Product{ID: "S", PURL: "pkg:oci/shop"}
	whole := shop
	whole.Subcomponents = []vex.Product{{ID: "B", PURL: "pkg:npm/b", Versions: "vers:npm/<2.0.0"}}
	x := []string{"X-1"}
	want := &vex.Document{
		Format: vex.CSAF, ID: "ACME-1", Author: "Acme", Role: "vendor", Tool: "quill", Time: at, Version: 2,
		Statements: []vex.Statement{
			{Vulnerability: "CVE-2026-1", Aliases: x, Status: vex.NotAffected, Justification: vex.ComponentNotPresent, Products: []vex.Product{a}, Time: at, Author: "Acme"},
			{Vulnerability: "CVE-2026-1", Aliases: x, Status: vex.NotAffected, Justification: vex.ComponentNotPresent, Impact: "Gone.", Products: []vex.Product{whole}, Time: at, Author: "Acme"},
			{Vulnerability: "CVE-2026-1", Aliases: x, Status: vex.Fixed, Products: []vex.Product{shop}, Time: at, Author: "Acme"},
			{Vulnerability: "X-2", Status: vex.Affected, Action: "Update.", Products: []vex.Product{a}, Time: at, Author: "Acme"},
		},
		Problems: []bom.Problem{{Message: `CVE-2026-1: no product has the id "Z"`}, {Message: "a vulnerability has no id"}},
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(vex.Statement{}, "Region"), cmpopts.IgnoreFields(bom.Problem{}, "Region"), cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
}

func TestReadErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                "not a known VEX document",
		"{}":                              "not a known VEX document",
		`{"a": `:                          "not a known VEX document",
		openVEXText[:len(openVEXText)-20]: "line 14",
		strings.Replace(openVEXText, `"pkg:npm/a@1.0.0"`, `"pkg:npm/a@1.0.0", "subcomponents": [`+strings.Repeat(`{"@id": "x", "subcomponents": [`, 600)+strings.Repeat("]}", 600)+"]", 1): "",
	} {
		if _, err := vex.Read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q gives %v, want %q", text, err, want)
		}
	}
	deep := strings.Replace(openVEXText, `"pkg:npm/a@1.0.0"`, `"pkg:npm/a@1.0.0", "subcomponents": [`+strings.Repeat(`{"@id": "x", "subcomponents": [`, 100)+strings.Repeat("]}", 100)+"]", 1)
	d, err := vex.Read([]byte(deep))
	if err != nil || !strings.Contains(d.Problems[0].Message, "deeper than 32") {
		t.Errorf("deep subcomponents: %v, %v", err, d)
	}
	if _, err := vex.Read([]byte(`{"bomFormat": "CycloneDX", `)); err == nil || errors.Is(err, vex.ErrFormat) {
		t.Errorf("CycloneDX that breaks off gives %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{openVEXText, cycloneDXText, csafText, "{", `{"@context": "openvex", "statements": [{"products": [[]]}]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := vex.Read(text)
		if err != nil {
			return
		}
		vex.New(vex.Config{Documents: []*vex.Document{d}}).Apply([]scan.Finding{finding("CVE-2026-1", "a", "1.0.0")})
		var b bytes.Buffer
		if err := vex.WriteOpenVEX(&b, d); err == nil && !json.Valid(b.Bytes()) {
			t.Error("what was written is no JSON")
		}
		if err := vex.WriteCycloneDX(&b, d, cyclonedx.WriteConfig{}); err != nil {
			t.Error(err)
		}
	})
}

func FuzzRange(f *testing.F) {
	for _, text := range []string{"vers:npm/>=1|<2", "vers:npm/*", "vers:npm/!=1", ">=1", "vers:/", "vers:npm/|", "vers:npm/%zz"} {
		f.Add(text, "1.2.0")
	}
	f.Fuzz(func(t *testing.T, versions, version string) {
		s := statement("CVE-2026-1", vex.Fixed, vex.Product{PURL: "pkg:npm/a", Versions: versions})
		judged(vex.Config{Documents: []*vex.Document{document(s)}}, finding("CVE-2026-1", "a", version))
	})
}
