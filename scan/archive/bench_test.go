package archive_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
	"github.com/penstock-dev/penstock/secrets"
)

// sources returns files that look like a program's.
func sources() (parts []part, size int64) {
	for i := range 400 {
		var b strings.Builder
		for k := range 400 {
			fmt.Fprintf(&b, "func handle%d_%d(w io.Writer, n int) error { return fmt.Errorf(\"request %d: %%w\", errs[n%%%d]) }\n", i, k, i*k, k+1)
		}
		parts = append(parts, part{fmt.Sprintf("src/p%d/f%d.go", i%20, i), b.String()})
		size += int64(b.Len())
	}
	return parts, size
}

// BenchmarkArchives compares looking into archives, and doing so with the
// search for secrets, to nothing but unpacking them.
func BenchmarkArchives(b *testing.B) {
	parts, size := sources()
	files := []part{{"a.zip", zipOf(b, parts...)}, {"a.tar.gz", gz(b, tarOf(b, parts...))}, {"a.tar.zst", zst(b, tarOf(b, parts...))}}
	leaks, err := secrets.New(secrets.Config{})
	if err != nil {
		b.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{leaks}})
	if err != nil {
		b.Fatal(err)
	}
	bare := map[string]func(string) int64{"a.zip": bareZip, "a.tar.gz": bareTarGz}
	for _, f := range files {
		dir := b.TempDir()
		if err := os.WriteFile(filepath.Join(dir, f.name), []byte(f.content), 0o644); err != nil {
			b.Fatal(err)
		}
		target := newTarget(b, archive.Config{Target: scan.Dir(dir, scan.TreeConfig{})})
		measure := func(what string, do func() int64) {
			b.Run(f.name+"/"+what, func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(size)
				for b.Loop() {
					if n := do(); n < size {
						b.Fatalf("%d bytes of %d", n, size)
					}
				}
			})
		}
		if do := bare[f.name]; do != nil {
			measure("unpack", func() int64 { return do(f.content) })
		}
		measure("walk", func() (n int64) {
			for e := range target.Entries(b.Context()) {
				if e.Open == nil {
					continue
				}
				rc, err := e.Open(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				k, _ := io.Copy(io.Discard, rc)
				rc.Close()
				n += k
			}
			return n
		})
		measure("secrets", func() int64 {
			result, err := runner.Run(b.Context(), target)
			if err != nil {
				b.Fatal(err)
			}
			return result.Coverage.Bytes
		})
	}
}

func bareZip(content string) (n int64) {
	r, _ := zip.NewReader(strings.NewReader(content), int64(len(content)))
	for _, f := range r.File {
		rc, _ := f.Open()
		k, _ := io.Copy(io.Discard, rc)
		n += k
		rc.Close()
	}
	return n
}

func bareTarGz(content string) (n int64) {
	z, _ := gzip.NewReader(strings.NewReader(content))
	r := tar.NewReader(z)
	for {
		if _, err := r.Next(); err != nil {
			return n
		}
		k, _ := io.Copy(io.Discard, r)
		n += k
	}
}

// BenchmarkTree walks a tree without archives, bare and wrapped.
func BenchmarkTree(b *testing.B) {
	dir := b.TempDir()
	for i := range 2000 {
		name := filepath.Join(dir, fmt.Sprintf("d%d", i%50), fmt.Sprintf("f%d.go", i))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, bytes.Repeat([]byte("x"), 1000), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	bare := scan.Dir(dir, scan.TreeConfig{})
	for name, target := range map[string]scan.Target{
		"bare": bare, "wrapped": newTarget(b, archive.Config{Target: bare}), "sniffed": newTarget(b, archive.Config{Target: bare, Sniff: true}),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for e := range target.Entries(b.Context()) {
					if e.Discard != nil {
						e.Discard()
					}
				}
			}
		})
	}
}
