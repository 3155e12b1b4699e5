package ahocorasick_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/ahocorasick"
)

func Example() {
	a, err := ahocorasick.New([]string{"she", "hers", "he"})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := []byte("uSHErs")
	for pos, s, ok := a.Next(text, 0, 0); ok; pos, s, ok = a.Next(text, pos, s) {
		fmt.Println(pos, a.Matches(s))
	}
	// Output:
	// 4 [0 2]
	// 6 [1]
}

type hit struct {
	End     int
	Pattern int
}

func find(t *testing.T, patterns []string, text []byte, chunk int) []hit {
	t.Helper()
	a, err := ahocorasick.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	var hits []hit
	var s ahocorasick.State
	base := 0
	for piece := range slices.Chunk(text, chunk) {
		for pos, ok := 0, true; ok; {
			if pos, s, ok = a.Next(piece, pos, s); !ok {
				break
			}
			for _, p := range a.Matches(s) {
				hits = append(hits, hit{base + pos, int(p)})
			}
		}
		base += len(piece)
	}
	slices.SortFunc(hits, func(x, y hit) int { return (x.End-y.End)*1000 + x.Pattern - y.Pattern })
	return hits
}

// naive looks for every pattern at every offset.
func naive(patterns []string, text []byte) []hit {
	var hits []hit
	lower := bytes.ToLower(text)
	for end := range len(text) + 1 {
		for i, p := range patterns {
			if bytes.HasSuffix(lower[:end], []byte(strings.ToLower(p))) {
				hits = append(hits, hit{end, i})
			}
		}
	}
	return hits
}

func TestAgainstNaive(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	word := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abAB-"[r.IntN(5)]
		}
		return string(b)
	}
	for round := range 300 {
		var patterns []string
		for range 1 + r.IntN(8) {
			patterns = append(patterns, word(1+r.IntN(5)))
		}
		text := []byte(word(r.IntN(80)))
		want := naive(patterns, text)
		for _, chunk := range []int{1, 3, 1000} {
			if d := cmp.Diff(want, find(t, patterns, text, chunk)); d != "" {
				t.Fatalf("round %d, %q in %q, chunks of %d (-want +got):\n%s", round, patterns, text, chunk, d)
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	if _, err := ahocorasick.New([]string{"a", ""}); err == nil {
		t.Error("an empty pattern was accepted")
	}
	if _, err := ahocorasick.New(make([]string, ahocorasick.MaxPatterns+1)); err == nil {
		t.Error("too many patterns were accepted")
	}
}

func TestNoPatterns(t *testing.T) {
	t.Parallel()
	if got := find(t, nil, []byte("text"), 2); got != nil {
		t.Errorf("no patterns found %v", got)
	}
}

func TestAllBytes(t *testing.T) {
	t.Parallel()
	var all []string
	for c := range 256 {
		if c < 'A' || c > 'Z' {
			all = append(all, string([]byte{byte(c)}))
		}
	}
	text := make([]byte, 256)
	for i := range text {
		text[i] = byte(i)
	}
	if got := len(find(t, all, text, 256)); got != 256 {
		t.Errorf("found %d of 256 bytes", got)
	}
}
