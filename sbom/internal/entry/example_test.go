package entry_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

func ExampleList() {
	f := scan.NewFile(&scan.Entry{Path: "lock"}, []byte("pump 1.0.0 needs valve\nvalve 2.0.0\n"))
	var list entry.List
	pump := list.Add(entry.New(f, "npm", "pump", "1.0.0", 0, 22))
	valve := list.Add(entry.New(f, "npm", "valve", "2.0.0", 23, 34))
	list.Depend(pump, valve)
	for _, p := range list.Packages() {
		fmt.Println(p.PURL, p.DependsOn)
	}
	// Output:
	// pkg:npm/pump@1.0.0 [pkg:npm/valve@2.0.0]
	// pkg:npm/valve@2.0.0 []
}
