package gitrepo

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
)

// lines returns text of n different lines of about 30 bytes.
func lines(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "line %d says %x\n", i, uint32(i)*2654435761)
	}
	return b.Bytes()
}

func TestChanged(t *testing.T) {
	t.Parallel()
	text := lines(4000)
	at := func(line int) int { return bytes.Index(text, fmt.Appendf(nil, "line %d ", line)) }
	edit := func(start, end int, with string) []byte {
		return append(append(bytes.Clone(text[:start]), with...), text[end:]...)
	}
	a, b := at(1000), at(3000)
	tests := []struct {
		name string
		old  []byte
		new  []byte
		want []scan.Span
	}{
		{"an insertion", text, edit(a, a, "new\n"), []scan.Span{{Start: a, End: a + 4}}},
		{"a deletion", text, edit(a, a+10, ""), []scan.Span{{Start: a, End: a}}},
		{"one byte", text, edit(a, a+1, "L"), []scan.Span{{Start: a, End: a + 1}}},
		{"two changes", text, append(edit(a, a+1, "\x01")[:b], append([]byte("!"), text[b:]...)...), []scan.Span{{Start: a, End: a + 1}, {Start: b, End: b + 1}}},
		{"a change and a deletion", text, append(edit(a, a+1, "\x01")[:b], text[b+40:]...), []scan.Span{{Start: a, End: a + 1}, {Start: b, End: b}}},
		{"something else", text, bytes.Repeat([]byte("\nother"), 9000), []scan.Span{{Start: 0, End: 54000}}},
		{"from nothing", nil, []byte("x"), []scan.Span{{Start: 0, End: 1}}},
		{"to nothing", text, nil, []scan.Span{{Start: 0, End: 0}}},
		{"one long line", bytes.Repeat([]byte("a"), 50000), append(bytes.Repeat([]byte("a"), 50000), 'b'), []scan.Span{{Start: 50000, End: 50001}}},
	}
	var d differ
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, d.changed(tt.old, tt.new)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestChangedIsTrue edits texts at random and wants what is said to have stayed
// to stand in the old text, in order.
func TestChangedIsTrue(t *testing.T) {
	t.Parallel()
	var d differ
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		old := lines(random.IntN(3000))
		if seed%3 == 0 {
			old = bytes.Repeat(old[:min(len(old), 3000)], 1+random.IntN(20)) // repeats itself
		}
		text := edited(random, old)
		if err := stayed(old, text, d.changed(old, text)); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// edited takes out, doubles, moves and changes pieces of a text.
func edited(random *rand.Rand, text []byte) []byte {
	text = bytes.Clone(text)
	for range 1 + random.IntN(5) {
		a, b := random.IntN(len(text)+1), random.IntN(len(text)+1)
		a, b = min(a, b), max(a, b)
		if random.IntN(2) == 0 {
			b = min(b, a+random.IntN(200))
		}
		piece := bytes.Clone(text[a:b])
		switch random.IntN(4) {
		case 0:
			text = append(text[:a], text[b:]...)
		case 1:
			text = append(text, piece...)
		case 2:
			text = append(append(bytes.Clone(text[b:]), piece...), text[:a]...)
		default:
			text = append(append(bytes.Clone(text[:a]), strings.Repeat("x\n", random.IntN(50))...), text[b:]...)
		}
	}
	return text
}

// stayed checks changes against the texts.
func stayed(old, text []byte, changes []scan.Span) error {
	done := 0
	for _, c := range append(changes, scan.Span{Start: len(text), End: len(text)}) {
		if c.Start < done || c.End < c.Start || c.End > len(text) {
			return fmt.Errorf("a change %v after %d in a text of %d", c, done, len(text))
		}
		n := bytes.Index(old, text[done:c.Start])
		if n < 0 {
			return fmt.Errorf("text[%d:%d] is not in the rest of the old one", done, c.Start)
		}
		old, done = old[n+c.Start-done:], c.End
	}
	return nil
}

func FuzzChanged(f *testing.F) {
	f.Add([]byte("a\nb\n"), []byte("a\nc\nb\n"), uint16(0))
	f.Add([]byte("x"), []byte("line 7 says more\n"), uint16(900))
	f.Fuzz(func(t *testing.T, old, text []byte, n uint16) {
		common := lines(int(n % 2000))
		old = append(append(bytes.Clone(old), common...), text...)
		text = append(append(bytes.Clone(text), common...), old[:min(len(old), 9000)]...)
		var d differ
		if err := stayed(old, text, d.changed(old, text)); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkChanged(b *testing.B) {
	old := lines(20_000)
	text := append(append(append(bytes.Clone(old[:100_000]), "new\n"...), old[100_000:400_000]...), old[400_050:]...)
	var d differ
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		d.changed(old, text)
	}
}
