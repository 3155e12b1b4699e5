package version_test

import (
	"os"
	"strings"
	"testing"
)

// TestVectors holds the order against that of the ecosystems' own tools, as
// testdata/vectors.py wrote it down.
func TestVectors(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/vectors.tsv")
	if err != nil {
		t.Fatal(err)
	}
	signs := map[string]int{"<": -1, "=": 0, ">": 1}
	counts := map[string]int{}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 4 {
			t.Fatalf("line %q", line)
		}
		want, ok := signs[fields[2]]
		if !ok {
			t.Fatalf("line %q", line)
		}
		counts[fields[0]]++
		got, err := schemeOf(t, fields[0]).Compare(fields[1], fields[3])
		if err != nil || got != want {
			t.Errorf("%s: Compare(%q, %q) = %d, %v; want %d", fields[0], fields[1], fields[3], got, err, want)
		}
	}
	for _, ecosystem := range []string{"Debian", "Red Hat", "PyPI", "RubyGems", "Packagist", "Maven", "npm"} {
		if counts[ecosystem] < 100 {
			t.Errorf("%s: %d vectors", ecosystem, counts[ecosystem])
		}
	}
}
