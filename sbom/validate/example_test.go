package validate_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/sbom/validate"
)

func Example() {
	report, err := validate.Document([]byte(`{
  "bomFormat": "CycloneDX", "specVersion": "1.4",
  "version": 1, "metadata": {"component": {"type": "application", "name": "cart", "bom-ref": "c"}},
  "components": [
    {"type": "libary", "name": "wheel", "bom-ref": "w"},
    {"type": "library", "bom-ref": "a", "tags": ["round"]}
  ],
  "dependencies": [{"ref": "c", "dependsOn": ["w", "a"]}, {"ref": "w", "dependsOn": ["spoke"]}]
}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range report.Problems {
		fmt.Printf("line %d, %s: %s\n", p.Region.StartLine, p.Pointer, p.Message)
	}
	fmt.Println(report.Format, report.SpecVersion, report.Valid())
	// Output:
	// line 5, /components/0/type: "libary" is none of application, framework, library, operating-system, device, file, container, firmware
	// line 6, /components/1: the member "name" is missing
	// line 6, /components/1/tags: component has no member "tags" in version 1.4; it is part of 1.6 to 1.7
	// line 8, /dependencies/1/dependsOn/0: "spoke" is no element of this document
	// CycloneDX 1.4 false
}
