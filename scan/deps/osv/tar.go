package osv

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// tarBatch is how many bytes of a tar archive are decoded at a time.
const tarBatch = 8 << 20

// maxTarEntries bounds the entries of a tar archive.
const maxTarEntries = 10_000_000

// LoadTar loads the records of a tar archive, compressed with gzip or not, such
// as that of a repository of advisories. Records are the files whose names are
// like those of advisories, as "GHSA-….json", in any folder. Every ecosystem
// that a record mentions counts as complete. A file that ends early is an error.
func LoadTar(ctx context.Context, r io.Reader, cfg Config) (*Database, error) {
	l := newLoader(cfg)
	if err := l.tar(ctx, r); err != nil {
		return nil, fmt.Errorf("loading OSV records: %w", err)
	}
	return l.load(ctx)
}

// tar reads the records of an archive, a batch at a time.
func (l *loader) tar(ctx context.Context, r io.Reader) error {
	buffered := bufio.NewReader(r)
	r = buffered
	if begin, _ := buffered.Peek(2); string(begin) == "\x1f\x8b" {
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return err
		}
		r = io.LimitReader(z, 4*l.limits.TotalBytes) // the repository has other files too
	}
	end := &zeros{Reader: r}
	t := tar.NewReader(end)
	size := 0
	for range maxTarEntries {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			if end.count < 512 {
				return io.ErrUnexpectedEOF
			}
			return l.work(ctx)
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg || !l.file(h.Name) || !advisoryName(h.Name) {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(t, l.limits.RecordBytes+1))
		if err != nil {
			return err
		}
		l.jobs = append(l.jobs, job{file: h.Name, data: data})
		if size += len(data); size > tarBatch {
			if err := l.work(ctx); err != nil {
				return err
			}
			size = 0
		}
	}
	return limitError(fmt.Sprintf("more than %d entries", maxTarEntries))
}

// zeros counts the zero bytes at the end of what was read: a whole archive ends
// with blocks of them, which package tar does not ask for.
type zeros struct {
	io.Reader
	count int
}

// Read implements [io.Reader].
func (z *zeros) Read(p []byte) (int, error) {
	n, err := z.Reader.Read(p)
	trailing := n - len(bytes.TrimRight(p[:n], "\x00"))
	if trailing == n {
		trailing += z.count
	}
	z.count = trailing
	return n, err
}

// advisoryName reports whether a file is named like an advisory: "GO-2024-1",
// "openSUSE-SU-2020:1", not "package-lock".
func advisoryName(name string) bool {
	database, _, ok := strings.Cut(path.Base(name), "-")
	return ok && strings.ToLower(database) != database
}
