package version_test

import (
	"testing"

	"github.com/penstock-dev/penstock/internal/version"
)

// typical returns two neighbouring versions of an ecosystem as they occur.
func typical(ecosystem string) (a, b string) {
	switch ecosystem {
	case "Go":
		return "v0.0.0-20240102150405-0123456789ab", "v0.1.0"
	case "PyPI":
		return "2.11.3rc1", "2.11.3"
	case "RubyGems":
		return "6.1.7.3", "7.0.0.rc1"
	case "Maven":
		return "5.3.20.RELEASE", "5.3.21-SNAPSHOT"
	case "Debian", "Red Hat":
		return "1:7.88.1-10+deb12u5", "1:7.88.1-10+deb12u14"
	case "Alpine", "Gentoo":
		return "3.1.4_p2-r5", "3.1.4_p2-r6"
	case "JVM":
		return "1.8.0_392-b08", "17.0.9+9"
	case "CRAN":
		return "1.4-2", "1.10.0"
	}
	return "4.17.20-rc.1", "4.17.21"
}

func BenchmarkCompare(b *testing.B) {
	for _, ecosystem := range ecosystems() {
		b.Run(ecosystem, func(b *testing.B) {
			x, y := parsePair(b, ecosystem)
			b.ReportAllocs()
			for b.Loop() {
				if x.Compare(y) != -1 {
					b.Fatal("not lower")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, ecosystem := range ecosystems() {
		b.Run(ecosystem, func(b *testing.B) {
			scheme := schemeOf(b, ecosystem)
			text, _ := typical(ecosystem)
			buf := make([]byte, 0, 128)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := scheme.AppendKey(buf, text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func parsePair(tb testing.TB, ecosystem string) (x, y version.Key) {
	tb.Helper()
	a, b := typical(ecosystem)
	x, errX := schemeOf(tb, ecosystem).Parse(a)
	y, errY := schemeOf(tb, ecosystem).Parse(b)
	if errX != nil || errY != nil {
		tb.Fatal(errX, errY)
	}
	return x, y
}

// TestCompareAllocatesNothing holds the promise of the package.
func TestCompareAllocatesNothing(t *testing.T) {
	for _, ecosystem := range ecosystems() {
		x, y := parsePair(t, ecosystem)
		if n := testing.AllocsPerRun(100, func() { x.Compare(y) }); n != 0 {
			t.Errorf("%s: %v allocations for a comparison", ecosystem, n)
		}
	}
}
