package deps_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// BenchmarkMatch matches 40,000 packages, of which one in a hundred has a
// vulnerability, against 20,000 records.
func BenchmarkMatch(b *testing.B) {
	ctx := context.Background()
	var records []*osv.Record
	for i := range 20000 {
		records = append(records, &osv.Record{
			ID:      fmt.Sprintf("GHSA-%04d", i),
			Aliases: []string{fmt.Sprintf("CVE-2025-%d", i)},
			Summary: "Something is wrong",
			Affected: []osv.Affected{{
				Package: osv.Package{Ecosystem: "npm", Name: fmt.Sprintf("package-%d", i)},
				Ranges:  []osv.Range{{Type: osv.RangeSemVer, Events: []osv.Event{{Introduced: "1.0.0"}, {Fixed: "1.2.0"}}}},
			}},
		})
	}
	db, err := osv.New(records)
	if err != nil {
		b.Fatal(err)
	}
	analyzer, err := deps.New(deps.Config{Source: db})
	if err != nil {
		b.Fatal(err)
	}
	packages := make([]*scan.Package, 40000)
	for i := range packages {
		packages[i] = &scan.Package{Ecosystem: "npm", Name: fmt.Sprintf("clean-%d", i), Version: "1.1.0"}
		switch {
		case i%100 == 0:
			packages[i].Name = fmt.Sprintf("package-%d", i/2)
		case i%10 == 0:
			packages[i].Name, packages[i].Version = fmt.Sprintf("package-%d", i/2), "1.4.0"
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		result, err := analyzer.Match(ctx, packages)
		if err != nil {
			b.Fatal(err)
		}
		if len(result.Vulnerabilities) != 400 {
			b.Fatal(len(result.Vulnerabilities))
		}
	}
}

// BenchmarkMatchKernel matches one package about which there are 5,000 claims,
// each with a fix of its own.
func BenchmarkMatchKernel(b *testing.B) {
	ctx := context.Background()
	var records []*osv.Record
	for i := range 5000 {
		records = append(records, &osv.Record{
			ID: fmt.Sprintf("CVE-2025-%d", i),
			Affected: []osv.Affected{{
				Package: osv.Package{Ecosystem: "Debian:12", Name: "linux"},
				Ranges:  []osv.Range{{Type: osv.RangeEcosystem, Events: []osv.Event{{Introduced: "0"}, {Fixed: fmt.Sprintf("6.1.%d-1", i)}}}},
			}},
		})
	}
	db, err := osv.New(records)
	if err != nil {
		b.Fatal(err)
	}
	analyzer, err := deps.New(deps.Config{Source: db})
	if err != nil {
		b.Fatal(err)
	}
	packages := []*scan.Package{{Ecosystem: "Debian:12", Name: "linux", Version: "6.1.100-1"}}
	b.ReportAllocs()
	for b.Loop() {
		result, err := analyzer.Match(ctx, packages)
		if err != nil || len(result.Vulnerabilities) != 4899 || result.Vulnerabilities[0].Clears != "6.1.4999-1" {
			b.Fatal(err, len(result.Vulnerabilities))
		}
	}
}
