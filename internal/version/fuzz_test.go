package version_test

import (
	"testing"

	"github.com/penstock-dev/penstock/internal/version"
)

// ecosystems returns one ecosystem for each scheme.
func ecosystems() []string {
	return []string{
		"SemVer", "Go", "crates.io", "Pub", "NuGet", "Bitnami", "PyPI", "RubyGems", "Maven", "Packagist",
		"Debian", "Red Hat", "Alpine", "Arch Linux", "Gentoo", "JVM", "CRAN",
	}
}

// FuzzCompare checks on any three strings that every scheme orders those that
// it takes: that Compare is antisymmetric and transitive, that a version equals
// itself, and that no key is empty.
func FuzzCompare(f *testing.F) {
	for _, chains := range readChains(f) {
		for _, chain := range chains {
			for i := range len(chain) - 2 {
				f.Add(chain[i].text, chain[i+1].text, chain[i+2].text)
			}
		}
	}
	f.Add("1.0.0-", "~^-", "1:2:3-4-5")
	f.Add("1.0.sp.alpha-1", "1-ga-1-0", "1..0--0.x")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		for _, ecosystem := range ecosystems() {
			scheme := schemeOf(t, ecosystem)
			keys := make([]version.Key, 0, 3)
			for _, text := range []string{a, b, c} {
				key, err := scheme.Parse(text)
				if err != nil {
					continue
				}
				if key == "" {
					t.Fatalf("%s: Parse(%q) is an empty key", ecosystem, text)
				}
				if again, err := scheme.Compare(text, text); again != 0 || err != nil {
					t.Fatalf("%s: %q is not equal to itself: %d, %v", ecosystem, text, again, err)
				}
				keys = append(keys, key)
			}
			checkOrder(t, ecosystem, keys)
		}
	})
}

func checkOrder(t *testing.T, ecosystem string, keys []version.Key) {
	t.Helper()
	for _, x := range keys {
		for _, y := range keys {
			if x.Compare(y) != -y.Compare(x) {
				t.Fatalf("%s: %x and %x are not antisymmetric", ecosystem, x, y)
			}
			for _, z := range keys {
				if x.Compare(y) <= 0 && y.Compare(z) <= 0 && x.Compare(z) > 0 {
					t.Fatalf("%s: %x, %x and %x are not transitive", ecosystem, x, y, z)
				}
			}
		}
	}
}
