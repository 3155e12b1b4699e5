package archive_test

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
)

// small are limits that keep a fuzzer fast.
var small = archive.Config{MaxMembers: 100, MaxTotalMembers: 200, MaxBytes: 1 << 20, MaxMemberSize: 1 << 18, MaxBuffer: 1 << 20}

// walkAny walks a target of arbitrary bytes, reads all of it, and checks what
// has to hold for any input.
func walkAny(t *testing.T, name, content string, stream bool) {
	config := small
	tr := &tree{files: []part{{name, content}}, stream: stream, sequential: stream}
	config.Target = tr
	var total int64
	for e, err := range newTarget(t, config).Entries(t.Context()) {
		if err != nil {
			if d, ok := err.(*scan.Diagnostic); !ok || d.Location.Path == "" || d.Message == "" {
				t.Fatalf("%#v does not say what is wrong where", err)
			}
			continue
		}
		if !fs.ValidPath(strings.ToValidUTF8(e.Path, "?")) || e.Path == "." || strings.ContainsRune(e.Path, 0) {
			t.Fatalf("path %q", e.Path)
		}
		if e.Origin != nil && len(e.Origin.Archives) > 3 {
			t.Fatalf("archives %q", e.Origin.Archives)
		}
		if e.Open == nil {
			continue
		}
		rc, err := e.Open(t.Context())
		if err != nil {
			continue
		}
		n, _ := io.Copy(io.Discard, rc)
		if total += n; n > 1<<18 && n > int64(len(content)) {
			t.Fatalf("%s has %d bytes", e.Path, n)
		}
		rc.Close()
	}
	if total > 8<<20+8*int64(len(content)) {
		t.Fatalf("%d bytes out of %d", total, len(content))
	}
	if tr.open != 0 {
		t.Fatalf("%d files are left open", tr.open)
	}
}

func FuzzZip(f *testing.F) {
	f.Add([]byte(zipOf(f, part{"a", "AAAA"}, part{"i.zip", zipOf(f, part{"b", "B"})})))
	f.Add([]byte("#!/bin/sh\n" + storedZip(f, part{"a", "AAAA"}, part{"i.tgz", gz(f, tarOf(f, part{"b", "B"}))})))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	// One that says that it is the eighth part, and is all there is.
	odd := []byte("#!/bin/sh\n" + storedZip(f, part{"a", "AAAA"}))
	odd[len(odd)-18] = 7
	f.Add(odd)
	f.Fuzz(func(t *testing.T, data []byte) {
		walkAny(t, "a.zip", string(data), false)
		walkAny(t, "a.zip", string(data), true)
		sameAsStandard(t, data)
	})
}

// sameAsStandard wants every member that archive/zip reads without an error to
// be read here too, and the same.
func sameAsStandard(t *testing.T, data []byte) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(r.File) == 0 || len(r.File) > small.MaxMembers {
		return
	}
	var want []string
	for _, f := range r.File {
		if f.Mode()&fs.ModeType != 0 || f.UncompressedSize64 > 1<<16 || f.Flags&1 != 0 {
			return
		}
		rc, err := f.Open()
		if err != nil {
			return
		}
		text, err := io.ReadAll(rc)
		if err != nil {
			return
		}
		want = append(want, string(text))
	}
	config := small
	config.MaxDepth = 1
	config.Target = &tree{files: []part{{"a.zip", string(data)}}}
	var got []string
	for e, err := range newTarget(t, config).Entries(t.Context()) {
		if err != nil {
			if strings.Contains(err.Error(), "nested deeper") {
				continue
			}
			return // overlapping members, a directory of fewer or more members than stated
		}
		if e.Skip == "" {
			text, _ := contentOf(t, e)
			got = append(got, text)
		}
	}
	if strings.Join(got, "\x00") != strings.Join(want, "\x00") {
		t.Fatalf("got %q, archive/zip %q", got, want)
	}
}

func FuzzTar(f *testing.F) {
	f.Add([]byte(tarOf(f, part{"a", "AAAA"}, part{"i.zip", zipOf(f, part{"b", "B"})})))
	f.Add([]byte(sparseMember("s", 4096) + strings.Repeat("\x00", 1024)))
	f.Fuzz(func(t *testing.T, data []byte) {
		walkAny(t, "a.tar", string(data), false)
		walkAny(t, "a.tar.gz", gz(t, string(data)), true)
	})
}

// FuzzStream covers the compressions, and archives by their first bytes alone.
func FuzzStream(f *testing.F) {
	f.Add([]byte(gz(f, "text") + gz(f, tarOf(f, part{"a", "A"}))))
	f.Add([]byte(zst(f, tarOf(f, part{"a", "A"}))))
	for _, s := range []string{notesXz, notesTarXz, notesBz2, notesTarBz2} {
		f.Add([]byte(unbase64(f, s)))
	}
	f.Add([]byte(debOf(part{"//", "long/\n"}, part{"/0", "A"}, part{"#1/3", "abcA"})))
	f.Add([]byte(cpioOf(part{"a", "A"})))
	f.Add([]byte(oldCpioOf(part{"a", "A"})))
	f.Fuzz(func(t *testing.T, data []byte) {
		walkAny(t, "a.gz", string(data), false)
		walkAny(t, "a.tar", tarOf(t, part{"i", string(data)}), true)
	})
}
