package purl_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom/purl"
)

func ExampleOf() {
	fmt.Println(purl.Of("npm", "@acme/pump", "1.0.0"))
	fmt.Println(purl.Of("Maven", "org.acme:pump", "1.0"))
	// Output:
	// pkg:npm/%40acme/pump@1.0.0
	// pkg:maven/org.acme/pump@1.0
}

func TestOfAndSplit(t *testing.T) {
	t.Parallel()
	tests := []struct{ ecosystem, name, version, want, back string }{
		{"npm", "lodash", "4.17.21", "pkg:npm/lodash@4.17.21", "lodash"},
		{"npm", "@a/b", "1", "pkg:npm/%40a/b@1", "@a/b"},
		{"Go", "golang.org/x/mod", "v0.42.0", "pkg:golang/golang.org/x/mod@v0.42.0", "golang.org/x/mod"},
		{"Go", "stdlib", "1.26", "pkg:golang/stdlib@1.26", "stdlib"},
		{"Go", "github.com/BurntSushi/toml", "v1.6.0+incompatible", "pkg:golang/github.com/burntsushi/toml@v1.6.0%2Bincompatible", "github.com/burntsushi/toml"},
		{"PyPI", "Zope.Interface__x", "", "pkg:pypi/zope-interface-x", "zope-interface-x"},
		{"crates.io", "serde_json", "1.0.0", "pkg:cargo/serde_json@1.0.0", "serde_json"},
		{"Maven", "g.h:a", "1", "pkg:maven/g.h/a@1", "g.h:a"},
		{"Packagist", "Symfony/Yaml", "v5", "pkg:composer/symfony/yaml@v5", "symfony/yaml"},
		{"NuGet", "Newtonsoft.Json", "13.0.1", "pkg:nuget/Newtonsoft.Json@13.0.1", "Newtonsoft.Json"},
		{"RubyGems", "rails", "7.0.0", "pkg:gem/rails@7.0.0", "rails"},
		{"Packagist", "one", "1", "pkg:composer/one@1", "one"},
		{"GitHub Actions", "actions/checkout", "v4", "pkg:github/actions/checkout@v4", "actions/checkout"},
	}
	for _, tt := range tests {
		got := purl.Of(tt.ecosystem, tt.name, tt.version)
		if got != tt.want {
			t.Errorf("Of(%q, %q, %q) = %q, want %q", tt.ecosystem, tt.name, tt.version, got, tt.want)
			continue
		}
		ecosystem, name, version, err := purl.Split(got)
		if err != nil || ecosystem != tt.ecosystem || name != tt.back || version != tt.version {
			t.Errorf("Split(%q) = %q, %q, %q, %v", got, ecosystem, name, version, err)
		}
	}
}

// TestSplitUnregistered reads a type that others write for actions of GitHub.
func TestSplitUnregistered(t *testing.T) {
	t.Parallel()
	if ecosystem, name, version, err := purl.Split("pkg:githubactions/actions/checkout@v4"); ecosystem != "GitHub Actions" || name != "actions/checkout" || version != "v4" || err != nil {
		t.Errorf("%q, %q, %q, %v", ecosystem, name, version, err)
	}
}

func TestOfNothing(t *testing.T) {
	t.Parallel()
	for _, got := range []string{purl.Of("npm", "", "1"), purl.Of("Atlantis", "a", "1"), purl.Of("npm", "a", "1", purl.Qualifier{Key: "1 bad", Value: "x"})} {
		if got != "" {
			t.Errorf("got %q", got)
		}
	}
	if got := purl.Of("npm", "a", "1", purl.Qualifier{Key: "vcs_url", Value: ""}); got != "pkg:npm/a@1" {
		t.Errorf("empty qualifier: %q", got)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	if _, err := purl.Parse("npm/lodash"); err == nil {
		t.Error("a package URL without scheme was accepted")
	}
	if _, _, _, err := purl.Split("pkg:deb/debian/curl@1"); !errors.Is(err, purl.ErrNoType) {
		t.Errorf("type without ecosystem: %v", err)
	}
	if _, err := purl.Canonical(purl.URL{Type: "npm"}); err == nil {
		t.Error("a package URL without name was accepted")
	}
}

func TestNormalizePyPI(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"A": "a", "jw.util": "jw-util", "a-._b": "a-b", "friendly--bard": "friendly-bard", "": "", "-x-": "x"} {
		if got := purl.NormalizePyPI(name); got != want {
			t.Errorf("NormalizePyPI(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("pkg:npm/%40acme/pump@1.0.0?vcs_url=git#sub")
	f.Add("pkg:golang/a/b@v1")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := purl.Parse(text)
		if err != nil {
			return
		}
		if _, err := purl.Canonical(u); err != nil {
			t.Errorf("%q was parsed but cannot be written: %v", text, err)
		}
		_, _, _, _ = purl.Split(text)
	})
}
