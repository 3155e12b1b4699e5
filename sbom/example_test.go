package sbom_test

import (
	"context"
	"fmt"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
)

func ExampleExtract() {
	text := []byte("module registry.example/pump\n\ngo 1.26\n\nrequire registry.example/valve v1.2.0\n")
	packages, err := sbom.Extract(context.Background(), scan.NewFile(&scan.Entry{Path: "go.mod"}, text))
	if err != nil {
		fmt.Println("not understood:", err)
	}
	for _, p := range packages {
		fmt.Println(p.PURL, p.Relation, p.Locations[0].Region.StartLine)
	}
	// Output:
	// pkg:golang/registry.example/pump root 1
	// pkg:golang/stdlib@1.26 direct 3
	// pkg:golang/registry.example/valve@v1.2.0 direct 5
}

func ExampleNewInventory() {
	one := &scan.Package{PURL: "pkg:npm/ms@2.0.0", Locations: []scan.Location{{Path: "api/package-lock.json"}}}
	two := &scan.Package{PURL: "pkg:npm/ms@2.0.0", Locations: []scan.Location{{Path: "web/package-lock.json"}}}
	for _, p := range sbom.NewInventory([]*scan.Package{one, two}).Packages() {
		fmt.Println(p.PURL, len(p.Locations))
	}
	// Output: pkg:npm/ms@2.0.0 2
}
