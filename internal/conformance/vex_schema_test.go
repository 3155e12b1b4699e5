package conformance_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/vex"
	"github.com/penstock-dev/penstock/scan"
)

// TestWrittenStatements holds statements of every status and justification, as
// CycloneDX, against the official schemas.
func TestWrittenStatements(t *testing.T) {
	t.Parallel()
	if *schemasDir == "" {
		fmt.Println("conformance: no -schemas given, no written statement was checked")
		return
	}
	made := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	d := &vex.Document{Author: "Acme", Role: "vendor", Tool: "gate 1.0", Time: made}
	products := []vex.Product{
		{PURL: "pkg:npm/a@1.0.0", Hashes: []scan.Hash{{Algorithm: "sha256", Value: fmt.Sprintf("%064d", 1)}}},
		{PURL: "pkg:oci/shop@sha256%3A12", Subcomponents: []vex.Product{{PURL: "pkg:npm/b", Versions: "vers:npm/>=1.0.0|<2.0.0"}}},
		{ID: "https://acme.example/shop"},
	}
	for _, status := range []vex.Status{vex.Affected, vex.Fixed, vex.UnderInvestigation} {
		d.Statements = append(d.Statements, vex.Statement{
			Vulnerability: "CVE-2026-1", Aliases: []string{"GHSA-1"}, Status: status, Products: products, Action: "Update.", Notes: "A note.", Response: []string{"update"},
		})
	}
	for i, j := range append(vex.Justifications(), "of our own") {
		d.Statements = append(d.Statements, vex.Statement{
			Vulnerability: "CVE-2026-2", Status: vex.NotAffected, Justification: j, Impact: "Not called.", Products: products, Time: made.AddDate(0, 0, i),
		})
	}
	for _, version := range []string{"1.6", "1.7"} {
		var b bytes.Buffer
		if err := vex.WriteCycloneDX(&b, d, cyclonedx.WriteConfig{Version: version}); err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := compileSchema(t, "cyclonedx/bom-"+version+".schema.json").Validate(v); err != nil {
			t.Errorf("%s: %v", version, err)
		}
	}
}
