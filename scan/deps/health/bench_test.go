package health_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/health"
)

// BenchmarkPackages looks at 40,000 packages of twenty lockfiles.
func BenchmarkPackages(b *testing.B) {
	packages := make([]*scan.Package, 40_000)
	for i := range packages {
		packages[i] = &scan.Package{
			Ecosystem: [...]string{"npm", "PyPI", "Go"}[i%3], Name: fmt.Sprintf("package-of-some-name-%d", i/2), Version: "1.0.0",
			Hashes: []scan.Hash{{Algorithm: "sha512"}}, Locations: []scan.Location{{Path: fmt.Sprintf("p%d/lock", i/2000)}},
		}
	}
	analyzer, err := health.New(health.Config{Private: []string{"@acme/*"}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		pass, err := analyzer.Begin(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		out := &sink{}
		if err := pass.(scan.PackagePass).Packages(context.Background(), packages, out); err != nil || len(out.findings) > 0 {
			b.Fatal(err, out.findings)
		}
	}
}
