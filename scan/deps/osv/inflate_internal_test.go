package osv

import (
	"bytes"
	"compress/flate"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// packed returns data as package compress/flate packs it.
func packed(tb testing.TB, data []byte, level int) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, level)
	if err != nil {
		tb.Fatal(err)
	}
	w.Write(data) // into memory
	w.Close()
	return buf.Bytes()
}

// samples are data of all kinds of blocks.
func samples() map[string][]byte {
	noise := make([]byte, 70000)
	r := rand.NewChaCha8([32]byte{1})
	r.Read(noise)
	return map[string][]byte{
		"empty":   {},
		"byte":    {7},
		"text":    []byte(strings.Repeat(`{"id":"MAL-2024-1","summary":"Malicious code"} `, 90)),
		"run":     bytes.Repeat([]byte{'a'}, 100000),
		"noise":   noise,
		"skewed":  skewed(),
		"distant": append(append(bytes.Clone(noise[:300]), noise[300:32700]...), noise[:300]...),
	}
}

// skewed returns data whose rarest bytes get the longest codes.
func skewed() []byte {
	var data []byte
	n := 1
	for c := range byte(18) {
		data = append(data, bytes.Repeat([]byte{c, c ^ 0x55}, n)...)
		n = n*3/2 + 1
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(data), func(i, j int) { data[i], data[j] = data[j], data[i] })
	return data
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	var f inflater
	var out []byte
	for name, want := range samples() {
		for _, level := range []int{flate.HuffmanOnly, flate.NoCompression, flate.BestSpeed, flate.DefaultCompression, flate.BestCompression} {
			in := packed(t, want, level)
			got, err := f.unpack(out, append(in, "behind"...), len(want))
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%s at level %d: %d bytes, want %d: %v", name, level, len(got), len(want), err)
			}
			out = got
			if len(want) > 0 {
				if _, err := f.unpack(nil, in, len(want)-1); err != errUnpacked {
					t.Errorf("%s at level %d: a byte too much: %v", name, level, err)
				}
			}
			for _, n := range []int{0, 1, len(in) / 2, len(in) - 1} {
				if _, err := f.unpack(nil, in[:n], len(want)); err != errPackedEnd {
					t.Errorf("%s at level %d, %d of %d bytes: %v", name, level, n, len(in), err)
				}
			}
		}
	}
}

// FuzzUnpack unpacks the same data, and refuses the same, as package
// compress/flate does.
func FuzzUnpack(f *testing.F) {
	for _, data := range samples() {
		data = data[:min(len(data), 4000)]
		f.Add(packed(f, data, flate.BestCompression))
		f.Add(packed(f, data, flate.HuffmanOnly))
	}
	for _, damaged := range []string{
		"\x07",                             // the kind of block that is none
		"\x01\x01\x00\x00\x00a",            // a length that does not agree with its complement
		"\x03\x00",                         // nothing
		"\x4b\x04\x42\x00",                 // a distance in front of the beginning
		"\x05\xe0\x81\x08\x00\x00\x00\x00", // a code with one symbol
		"\xed\xfd\x01\x01\x00\x00\x40\x20\xff\x57\x1b\x42\x2c\x4f",
	} {
		f.Add([]byte(damaged))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		const most = 1 << 20
		want, wantErr := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(in)), most+1))
		var i inflater
		got, err := i.unpack(nil, in, most)
		switch {
		case len(want) > most:
			if err != errUnpacked && err != errPacked {
				t.Fatalf("too much: %v", err)
			}
		case (err == nil) != (wantErr == nil):
			t.Fatalf("%v, want %v", err, wantErr)
		case err == nil && !bytes.Equal(got, want):
			t.Fatalf("%d bytes, want %d others", len(got), len(want))
		}
	})
}
