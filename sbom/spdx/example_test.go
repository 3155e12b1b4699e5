package spdx_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/sbom/spdx"
)

func ExampleRead() {
	doc, err := spdx.Read([]byte(`SPDXVersion: SPDX-2.3
DocumentName: the mill
PackageName: wheel
SPDXID: SPDXRef-wheel
PackageVersion: 1.2
ExternalRef: PACKAGE-MANAGER purl pkg:npm/wheel@1.2
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range doc.Components {
		fmt.Println(c.Name, c.Version, c.PURL, "on line", c.Region.StartLine)
	}
	// Output: wheel 1.2 pkg:npm/wheel@1.2 on line 3
}
