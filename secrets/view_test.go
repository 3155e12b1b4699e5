package secrets

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// viewOf returns the view of a log that comes in pieces of n bytes.
func viewOf(raw []byte, n int) *view {
	v := &view{}
	v.reset(true)
	for piece := range slices.Chunk(raw, n) {
		v.add(bytes.Clone(piece), false)
	}
	v.add(nil, true)
	return v
}

// checkView wants a view to be the same for any pieces, and each byte of it to
// be that of the log where it is said to lie.
func checkView(t *testing.T, raw []byte, n int) {
	t.Helper()
	whole, pieces := viewOf(raw, max(1, len(raw))), viewOf(raw, n)
	if !bytes.Equal(whole.text, pieces.text) || !slices.Equal(whole.cuts, pieces.cuts) {
		t.Fatalf("pieces of %d bytes of %q:\n%q %v, not\n%q %v", n, raw, pieces.text, pieces.cuts, whole.text, whole.cuts)
	}
	if whole.next != len(raw) || bytes.Count(raw, []byte("\n")) != bytes.Count(whole.text, []byte("\n")) {
		t.Fatalf("%q ends at %d of %q", whole.text, whole.next, raw)
	}
	last := -1
	for i, c := range whole.text {
		at := whole.original(i)
		if at <= last || at >= len(raw) || raw[at] != c && c != ' ' {
			t.Fatalf("byte %d of %q lies at %d of %q", i, whole.text, at, raw)
		}
		last = at
	}
	if drop := len(whole.text) / 2; drop > 0 {
		places := []int{whole.original(drop), whole.original(len(whole.text) - 1)}
		whole.drop(drop)
		if got := []int{whole.original(0), whole.original(len(whole.text) - 1)}; !slices.Equal(places, got) {
			t.Fatalf("dropping %d bytes moves places from %v to %v", drop, places, got)
		}
	}
}

func TestView(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw, want string }{
		{"nothing", "", ""},
		{"plain", "a\nb\n", "a\nb\n"},
		{"time", "2026-11-22T02:00:00.0000000Z a\n2026-11-22T02:00:00Z\n", "a\n\n"},
		{"zone", "2026-11-22T02:00:00+01:00 a\n2026-11-22 02:00:00,123 b\n", "a\nb\n"},
		{"no time", "2026-11-22 a\n2026-11-22T02:00 b\n12:30:45.x\n2026-11-22T02:00:00Zx\n", "2026-11-22 a\n2026-11-22T02:00 b\n12:30:45.x\n2026-11-22T02:00:00Zx\n"},
		{"brackets", "[02:00:00] a\n[2026-11-22T02:00:00.000Z] b\n[x] c\n", "a\nb\n[x] c\n"},
		{"of day", "02:00:00  a\n02:00:00   b\n", "a\n b\n"},
		{"stream", "2026-11-22T02:00:00.1Z 00O a\n2026-11-22T02:00:00.1Z 01E+b\n2026-11-22T02:00:00.1Z 01X b\n", "a\nb\n01X b\n"},
		{"fields", "job\tstep\t2026-11-22T02:00:00Z a\njob\tstep\tb\n", "a\njob\tstep\tb\n"},
		{"mark", "\ufeff2026-11-22T02:00:00Z a\n\ufeffb", "a\n\ufeffb"},
		{"colour", "a\x1b[1;31mb\x1b[0m\x1b[Kc", "abc"},
		{"movement", "a\x1b[2Jb\x1b[3;4Hc", "a b c"},
		{"set", "a\x1b(Bb\x1b7c\x1bM", "abc M"},
		{"title", "a\x1b]0;title\ab\x1b]0;title\x1b\\c", "abc"},
		{"link", "\x1b]8;;https://h.example/a/long/path\x1b\\x\x1b]8;;\x1b\\", " 8;;https://h.example/a/long/path x"},
		{"open title", "\x1b]0;title\nb", " 0;title\nb"},
		{"open sequence", "\x1b[1\nb\x1b[", " [1\nb ["},
		{"note", "a\x1b[8mha:////4AAA=\x1b[0mb", "ab"},
		{"open note", "a\x1b[8mha:////4AAA=\nb", "aha:////4AAA=\nb"},
		{"concealed", "a\x1b[8mxb\x1b[0m", "axb"},
	}
	for _, test := range tests {
		if got := string(viewOf([]byte(test.raw), max(1, len(test.raw))).text); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		for n := 1; n < 9; n++ {
			checkView(t, []byte(test.raw), n)
		}
	}
}

func FuzzView(f *testing.F) {
	f.Add([]byte("[2026-11-22T02:00:00.000Z] \x1b[1;31mred\x1b[0m\x1b[2K\x1b]0;title\a\r\n"), 1)
	f.Add([]byte("\ufeffjob\tstep\t2026-11-22T02:00:00.1Z 00O+\x1b(B\x1b_bk;t=1\a\x1b[8mha:xx\x1b[0m\x1b"), 3)
	f.Add([]byte("\x1b]8;;"+strings.Repeat("x", longestString)+"\x1b\\\x1b["+strings.Repeat("1", longestCSI)), 7)
	f.Fuzz(func(t *testing.T, raw []byte, n int) { checkView(t, raw, min(max(n, 1), 1<<20)) })
}
