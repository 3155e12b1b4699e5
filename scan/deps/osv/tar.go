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
	"math"
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
	packed := &counter{Reader: r}
	buffered := bufio.NewReader(packed)
	in := &tarInput{Reader: buffered, packed: packed, ratio: l.limits.Ratio}
	if begin, _ := buffered.Peek(2); string(begin) == "\x1f\x8b" {
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return err
		}
		in.Reader = z
	}
	t := tar.NewReader(in)
	size, total := 0, int64(0)
	for range maxTarEntries {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			if in.zeros < 512 {
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
		if total += int64(len(data)); total > in.read {
			return limitError(h.Name + " is larger than its archive: it has holes")
		}
		l.jobs = append(l.jobs, job{from: &source{name: h.Name, data: data}})
		if size += len(data); size > tarBatch {
			if err := l.work(ctx); err != nil {
				return err
			}
			size = 0
		}
	}
	return limitError(fmt.Sprintf("more than %d entries", maxTarEntries))
}

// counter counts what is read.
type counter struct {
	io.Reader
	n int64
}

// Read implements [io.Reader].
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// tarInput is what a tar archive is read from. It bounds how much comes out of
// little, and counts the zero bytes at the end of what was read: a whole archive
// ends with blocks of them, which package tar does not ask for.
type tarInput struct {
	io.Reader
	packed *counter
	ratio  int64
	read   int64
	zeros  int
}

// Read implements [io.Reader].
func (t *tarInput) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	t.read += int64(n)
	if most := t.packed.n*min(t.ratio, math.MaxInt32) + 1<<20; t.read > most {
		return 0, limitError(fmt.Sprintf("more than %d times larger than its compressed form", t.ratio))
	}
	trailing := n - len(bytes.TrimRight(p[:n], "\x00"))
	if trailing == n {
		trailing += t.zeros
	}
	t.zeros = trailing
	return n, err
}

// advisoryName reports whether a file is named like an advisory: "GO-2024-1",
// "openSUSE-SU-2020:1", not "package-lock".
func advisoryName(name string) bool {
	database, _, ok := strings.Cut(path.Base(name), "-")
	return ok && strings.ToLower(database) != database
}
