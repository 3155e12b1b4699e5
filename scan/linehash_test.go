package scan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
)

// lineHashesOf runs with LineHashes over a file and returns the hash of every
// line that holds the word L.
func lineHashesOf(t *testing.T, text string) []string {
	t.Helper()
	r := newRunner(t, scan.Config{LineHashes: true, Analyzers: []scan.Analyzer{words{name: "a", word: "L"}}})
	result, err := r.Run(t.Context(), scan.Bytes("f", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	var hashes []string
	for _, f := range result.Findings {
		hashes = append(hashes, f.Common().Foreign[scan.LineHashName])
	}
	return hashes
}

func TestLineHashes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789", 12)
	tests := []struct {
		name     string
		a, b     string
		sameFrom int // lines from this index on have equal hashes
	}{
		{"spaces and tabs do not count", "L x\nL y", "\tLx  \n L\ty ", 0},
		{"line ends do not count", "L1\nL2\n", "L1\r\nL2\r\n", 0},
		{"lines above do not count", "a\nL1" + long + "\nL2" + long, "b\nc\nL1" + long + "\nL2" + long, 0},
		{"what is a hundred characters on does not count", "L" + long + "\nL x", "L" + long + "\nL x", 0},
		{"what is less far on counts", "L1\nx", "L1\ny", 1},
	}
	for _, tt := range tests {
		a, b := lineHashesOf(t, tt.a), lineHashesOf(t, tt.b)
		for i := range a {
			if (a[i] == b[i]) != (i >= tt.sameFrom) {
				t.Errorf("%s: line %d has %s and %s", tt.name, i, a[i], b[i])
			}
		}
	}
}

// TestLineHashValues pins the values, computed by hand from the definition:
// the polynomial over the line's characters, its end mark 0xffff and zeros.
func TestLineHashValues(t *testing.T) {
	t.Parallel()
	hash := func(chars ...uint64) (h uint64) {
		for i := range 100 {
			h *= 37
			if i < len(chars) {
				h += chars[i]
			}
		}
		return h
	}
	hex := func(h uint64) string {
		const digits = "0123456789abcdef"
		var s string
		for ; h > 0; h /= 16 {
			s = string(digits[h%16]) + s
		}
		return s
	}
	want := []string{hex(hash('L', '\n', 'L', '\n', 0xd83d, 0xde00, 'L', 0xffff)) + ":1", hex(hash('L', '\n', 0xd83d, 0xde00, 'L', 0xffff)) + ":1", hex(hash(0xd83d, 0xde00, 'L', 0xffff)) + ":1"}
	if diff := cmp.Diff(want, lineHashesOf(t, "L\n L\r\n\U0001F600L")); diff != "" {
		t.Error(diff)
	}
	if got := hex(hash(0xffff)); got != "c129715d7a2bc9a3" {
		t.Errorf("an empty file has %s", got)
	}
	same := strings.Repeat("x", 120) + "\n"
	got := lineHashesOf(t, "L"+same+"L"+same+"L"+same)
	if len(got) != 3 || !strings.HasSuffix(got[1], ":2") || !strings.HasSuffix(got[2], ":3") && got[0][:8] == got[1][:8] {
		t.Errorf("repeated lines have %v", got)
	}
}
