package registry_test

import (
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/registry"
)

func TestDefault(t *testing.T) {
	t.Parallel()
	npm := "https://" + strings.Join([]string{"registry", "npmjs", "org"}, ".")
	crates := strings.Join([]string{"index", "crates", "io"}, ".")
	tests := []struct {
		ecosystem, source string
		want              bool
	}{
		{"npm", "", true},
		{"npm", npm + "/lodash/-/lodash-4.17.21.tgz", true},
		{"npm", npm + ".attacker.example/lodash.tgz", false},
		{"npm", "https://registry.example/lodash.tgz", false},
		{"npm", "file:../lib", false},
		{"PyPI", npm + "/lodash", false},
		{"crates.io", "registry+https://github.com/rust-lang/crates.io-index", true},
		{"crates.io", "sparse+https://" + crates + "/", true},
		{"crates.io", "git+https://github.com/rust-lang/crates.io-index", false},
		{"crates.io", "registry+https://github.com/acme/index", false},
	}
	for _, tt := range tests {
		if got := registry.Default(tt.ecosystem, tt.source); got != tt.want {
			t.Errorf("Default(%q, %q) = %v, want %v", tt.ecosystem, tt.source, got, tt.want)
		}
	}
}
