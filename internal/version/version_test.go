package version_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/version"
)

// TestOrder compares every pair of every chain of testdata/order.txtar, in both
// directions.
func TestOrder(t *testing.T) {
	t.Parallel()
	for ecosystem, chains := range readChains(t) {
		scheme := schemeOf(t, ecosystem)
		for _, chain := range chains {
			for i, a := range chain {
				for _, b := range chain[i:] {
					checkPair(t, scheme, a, b)
				}
			}
		}
	}
}

// ranked is a version and its place in a chain.
type ranked struct {
	text string
	rank int
}

func readChains(tb testing.TB) map[string][][]ranked {
	tb.Helper()
	archive, err := txtar.ParseFile("testdata/order.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	all := map[string][][]ranked{}
	for _, f := range archive.Files {
		for line := range strings.Lines(string(f.Data)) {
			var chain []ranked
			for rank, equals := range strings.Split(strings.TrimSpace(line), " < ") {
				for text := range strings.SplitSeq(equals, " = ") {
					chain = append(chain, ranked{text, rank})
				}
			}
			all[f.Name] = append(all[f.Name], chain)
		}
	}
	return all
}

func checkPair(t *testing.T, scheme *version.Scheme, a, b ranked) {
	t.Helper()
	want := 0
	if a.rank < b.rank {
		want = -1
	}
	for _, pair := range []struct {
		a, b string
		want int
	}{{a.text, b.text, want}, {b.text, a.text, -want}} {
		got, err := scheme.Compare(pair.a, pair.b)
		if err != nil || got != pair.want {
			t.Errorf("%s: Compare(%q, %q) = %d, %v; want %d", scheme.Name(), pair.a, pair.b, got, err, pair.want)
		}
	}
}

func schemeOf(tb testing.TB, ecosystem string) *version.Scheme {
	tb.Helper()
	scheme, ok := version.Of(ecosystem)
	if !ok {
		tb.Fatalf("no scheme of %s", ecosystem)
	}
	return scheme
}

func TestInvalid(t *testing.T) {
	t.Parallel()
	for ecosystem, list := range map[string][]string{
		"SemVer":     {"", "latest", "1.2..3", "1.x", "^1.0.0", ">=1", "1.0.0 - 2.0.0", "1.0.0-", "-1", "1.2.*"},
		"Go":         {"", "(devel)", "master", "v", "go"},
		"crates.io":  {"one"},
		"Pub":        {"any", ""},
		"NuGet":      {"$(Version)", "1.0.0-a..b", "[1.0,2.0)"},
		"Bitnami":    {"latest"},
		"PyPI":       {"", "   ", "1.0\x00"},
		"RubyGems":   {"edge", "~> 1"},
		"Maven":      {"", "...", "--"},
		"Packagist":  {"", "self.version", "x.y-dev", "1.2.3.4.x-dev"},
		"Debian":     {"", "a:1", "1 2", ":1", "-1"},
		"Alpine":     {"", "edge"},
		"Gentoo":     {"", "9999x9", "1_foo", "1-r", "r1"},
		"JVM":        {"", "temurin", "11.x"},
		"CRAN":       {"", "1.", "x"},
		"Arch Linux": {""},
		"Red Hat":    {"", "1\n2", strings.Repeat("1.", 1000)},
	} {
		scheme := schemeOf(t, ecosystem)
		for _, text := range list {
			if key, err := scheme.Parse(text); !errors.Is(err, version.ErrInvalid) {
				t.Errorf("%s: Parse(%q) = %x, %v; want ErrInvalid", ecosystem, text, key, err)
			}
			if _, err := scheme.Compare("1.0", text); err == nil {
				t.Errorf("%s: Compare(1.0, %q) gives no error", ecosystem, text)
			}
			if _, err := scheme.Compare(text, "1.0"); err == nil {
				t.Errorf("%s: Compare(%q, 1.0) gives no error", ecosystem, text)
			}
		}
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	for ecosystem, want := range map[string]string{
		"npm": "SemVer", "Debian:12": "Debian", "Ubuntu:22.04:LTS": "Debian", "Alpine:v3.20": "Alpine",
		"Red Hat:enterprise_linux:9::baseos": "RPM", "Hackage": "CRAN", "Wolfi": "Alpine", "opam": "Debian", "Linux": "SemVer",
	} {
		if s, ok := version.Of(ecosystem); !ok || s.Name() != want {
			t.Errorf("Of(%q) = %v, %v; want %s", ecosystem, s, ok, want)
		}
	}
	for _, ecosystem := range []string{"", "Android", "OSS-Fuzz", "npmjs", ":12"} {
		if s, ok := version.Of(ecosystem); ok {
			t.Errorf("Of(%q) = %s; want none", ecosystem, s.Name())
		}
	}
}

// TestAppendKey checks that keys are appended, and that what is in front stays.
func TestAppendKey(t *testing.T) {
	t.Parallel()
	scheme := schemeOf(t, "npm")
	want, err := scheme.Parse("1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	got, err := scheme.AppendKey([]byte("head"), " 1.2.3\n")
	if err != nil || string(got) != "head"+string(want) {
		t.Errorf("AppendKey = %q, %v; want %q", got, err, "head"+want)
	}
	if got, err = scheme.AppendKey([]byte("head"), "none"); err == nil || string(got) != "head" {
		t.Errorf("AppendKey of no version = %q, %v", got, err)
	}
}

func Example() {
	scheme, _ := version.Of("PyPI")
	final, _ := scheme.Parse("1.0")
	candidate, _ := scheme.Parse("1.0rc1")
	fmt.Println(candidate.Compare(final))
	_, err := scheme.Parse("")
	fmt.Println(err)
	// Output:
	// -1
	// invalid version: it is empty
}

// TestPlace tells versions from what schemes sort without knowing its place.
func TestPlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		ecosystem string
		placed    []string
		astray    []string
	}{
		{"PyPI", []string{"1.0", "v2", "1!2.0.dev3"}, []string{"not-a-version", "1.0-foo", "2004d-x"}},
		{"Packagist", []string{"1.0", "2.x-dev"}, []string{"dev-main", "dev-issue-7", "master"}},
		{"Maven", []string{"1.0", "r09", "Finchley.SR2"}, []string{"LATEST", "not-a-version", "${log4j2.version}"}},
		{"Debian:12", []string{"1:2.3-4"}, []string{"unknown"}},
		{"Red Hat", []string{"2.3-4.el9"}, []string{"unknown"}},
		{"npm", []string{"1.0.0"}, []string{"latest", "*"}},
	} {
		scheme := schemeOf(t, test.ecosystem)
		for _, text := range test.placed {
			if key, err := scheme.Place(text); err != nil || key == "" {
				t.Errorf("%s %q: %v", test.ecosystem, text, err)
			}
		}
		for _, text := range test.astray {
			if key, err := scheme.Place(text); !errors.Is(err, version.ErrInvalid) || key != "" {
				t.Errorf("%s %q: placed, %v", test.ecosystem, text, err)
			}
		}
	}
}
