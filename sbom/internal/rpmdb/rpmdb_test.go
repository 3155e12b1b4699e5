package rpmdb_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/internal/rpmdb"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// names returns what the headers of a data base call themselves, sorted, and the
// errors on the way.
func names(data, log []byte) (list []string, errs []error) {
	for blob, err := range rpmdb.Headers(data, log) {
		if err == nil {
			var h *rpmdb.Header
			h, err = rpmdb.ParseHeader(blob)
			list = append(list, strings.TrimPrefix(h.Name, "acme-"))
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	slices.Sort(list)
	return list, errs
}

// ndb writes an NDB data base.
func ndb(headers [][]byte) []byte {
	word := binary.LittleEndian.AppendUint32
	slots := word(word([]byte("RpmP"), 0), 1)
	slots = word(slots, 1)                     // pages of slots
	slots = append(slots, make([]byte, 16)...) // the next package, nothing
	var blobs []byte
	for i, h := range headers {
		id, start := uint32(i+1), uint32(4096+len(blobs))/16
		blobs = word(word(word(append(blobs, "BlbS"...), id), 1), uint32(len(h)))
		blobs = append(blobs, h...)
		blobs = append(blobs, make([]byte, (16-(len(blobs)+12)%16)%16)...)
		blobs = append(word(word(blobs, 0), uint32(len(h))), "BlbE"...)
		slots = word(word(word(append(slots, "Slot"...), id), start), uint32(4096+len(blobs))/16-start)
	}
	return append(append(slots, make([]byte, 4096-len(slots))...), blobs...)
}

// stored returns the headers of the Berkeley data base.
func stored(t testing.TB) [][]byte {
	t.Helper()
	var list [][]byte
	for blob, err := range rpmdb.Headers(read(t, "Packages"), nil) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, blob)
	}
	return list
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	all := []string{"filter", "gauge", "hose", "pipe", "pump", "seal", "tank", "valve"}
	without := func(drop ...string) []string {
		return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(drop, s) })
	}
	log := read(t, "rpmdb.sqlite-wal")
	damaged := bytes.Clone(log)
	damaged[100]++ // in the first frame
	for _, test := range []struct {
		name      string
		data, log []byte
		want      []string
	}{
		{"sqlite", read(t, "rpmdb.sqlite"), nil, without("pipe", "seal")},
		{"sqlite with log", read(t, "rpmdb.sqlite"), log, without("valve")},
		{"sqlite with a cut log", read(t, "rpmdb.sqlite"), log[:40], without("pipe", "seal")},
		{"sqlite with a damaged log", read(t, "rpmdb.sqlite"), damaged, without("pipe", "seal")},
		{"sqlite with a log of something else", read(t, "rpmdb.sqlite"), bytes.Repeat([]byte("log "), 1000), without("pipe", "seal")},
		{"berkeley", read(t, "Packages"), nil, all},
		{"ndb", ndb(stored(t)), nil, all},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, errs := names(test.data, test.log)
			if diff := cmp.Diff(test.want, got); diff != "" || len(errs) > 0 {
				t.Errorf("errors %v, packages (-want +got):\n%s", errs, diff)
			}
		})
	}
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", "SQLite", "Packages", strings.Repeat("\x00", 4096)} {
		if _, errs := names([]byte(data), nil); len(errs) != 1 || !errors.Is(errs[0], rpmdb.ErrFormat) {
			t.Errorf("data base %.10q: errors %v", data, errs)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{"rpmdb.sqlite": read(t, "rpmdb.sqlite"), "Packages": read(t, "Packages"), "Packages.db": ndb(stored(t))} {
		whole, _ := names(data, nil)
		for end := 16; end < len(data)-600; end += 61 {
			got, errs := names(data[:end], nil)
			if len(errs) == 0 || len(got) > len(whole) {
				t.Errorf("%s cut at %d of %d: packages %v, no error", name, end, len(data), got)
			}
		}
	}
}

// TestDamage changes every word in turn to values that pointers and sizes break
// at. Whatever comes is bounded by the size of the data base.
func TestDamage(t *testing.T) {
	t.Parallel()
	for _, data := range [][]byte{read(t, "rpmdb.sqlite"), read(t, "Packages"), ndb(stored(t))} {
		for at := 0; at+4 <= len(data); at += 11 {
			for _, word := range []uint32{0, 1, 2, 0xffffffff, 0x7fffffff} {
				broken := bytes.Clone(data)
				binary.LittleEndian.PutUint32(broken[at:], word)
				total := 0
				for blob, err := range rpmdb.Headers(broken, nil) {
					if err == nil {
						total += len(blob)
					}
				}
				if total > len(data) {
					t.Fatalf("%#x at %d: %d bytes of headers out of %d", word, at, total, len(data))
				}
			}
		}
	}
}

func TestParseHeader(t *testing.T) {
	t.Parallel()
	i := slices.IndexFunc(stored(t), func(b []byte) bool { return bytes.Contains(b, []byte("\x00acme-pump\x00")) })
	h, err := rpmdb.ParseHeader(stored(t)[i])
	if err != nil {
		t.Fatal(err)
	}
	want := &rpmdb.Header{
		Name: "acme-pump", Version: "1.2.3", Release: "4", Epoch: 2, HasEpoch: true, Arch: "noarch",
		Vendor: "Acme", Packager: "Packer <packer@acme.example>", License: "MIT AND Apache-2.0",
		SourceRPM: "acme-pump-1.2.3-4.src.rpm", Provides: []string{"acme-pump"},
		SHA256: h.SHA256, Requires: h.Requires,
	}
	if diff := cmp.Diff(want, h); diff != "" || len(h.SHA256) != 64 || !slices.Contains(h.Requires, "valve(api)") || h.EVR() != "2:1.2.3-4" {
		t.Errorf("%s, requires %q (-want +got):\n%s", h.EVR(), h.Requires, diff)
	}
}

func TestParseHeaderBroken(t *testing.T) {
	t.Parallel()
	blob := stored(t)[0]
	for end := range len(blob) {
		if _, err := rpmdb.ParseHeader(blob[:end]); err == nil {
			t.Errorf("cut at %d of %d: no error", end, len(blob))
		}
	}
	outside := bytes.Clone(blob)
	binary.BigEndian.PutUint32(outside[8+16+8:], 1<<31)
	if _, err := rpmdb.ParseHeader(outside); err == nil {
		t.Error("entry outside of the header: no error")
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add(read(f, "rpmdb.sqlite"), read(f, "rpmdb.sqlite-wal"))
	f.Add(read(f, "Packages"), []byte(nil))
	f.Add(ndb(stored(f)), []byte(nil))
	f.Fuzz(func(t *testing.T, data, log []byte) {
		total := 0
		for blob, err := range rpmdb.Headers(data, log) {
			if err != nil {
				continue
			}
			total += len(blob)
			rpmdb.ParseHeader(blob) //nolint:errcheck // must not panic
		}
		if total > len(data)+len(log) {
			t.Errorf("%d bytes of headers out of %d", total, len(data)+len(log))
		}
	})
}

func ExampleHeaders() {
	data, err := os.ReadFile("testdata/Packages")
	if err != nil {
		fmt.Println(err)
	}
	for blob, err := range rpmdb.Headers(data, nil) {
		h, _ := rpmdb.ParseHeader(blob)
		if h.Name == "acme-pump" {
			fmt.Println(h.Name, h.EVR(), h.License, err)
		}
	}
	// Output: acme-pump 2:1.2.3-4 MIT AND Apache-2.0 <nil>
}
