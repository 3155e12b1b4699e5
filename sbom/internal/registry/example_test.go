package registry_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/sbom/internal/registry"
)

func ExampleDefault() {
	fmt.Println(registry.Default("crates.io", "registry+https://github.com/rust-lang/crates.io-index"))
	fmt.Println(registry.Default("crates.io", "registry+https://registry.example/index"))
	// Output:
	// true
	// false
}
