package fix

import (
	"bytes"
	"context"
	"crypto/sha256"
	"hash"
	"io"
	"iter"

	"github.com/penstock-dev/penstock/scan"
)

// Target returns a target with the files as the patch leaves them by then: what
// it changes is read from memory. The paths of t must be those of Config.Files.
// The patch remembers what is read through the target. A file that another
// program changes between the scan and [Patch.Add] is then told for sure; without
// it, the lines and texts that a finding shows have to do. The patch must not
// be added to while the target is walked or read.
func (p *Patch) Target(t scan.Target) scan.Target { return target{t, p} }

type target struct {
	scan.Target
	patch *Patch
}

func (t target) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for e, err := range t.Target.Entries(ctx) {
			if !yield(t.patch.entry(e), err) {
				return
			}
		}
	}
}

// entry returns an entry that is read as the patch leaves it.
func (p *Patch) entry(e *scan.Entry) *scan.Entry {
	if e == nil || e.Origin != nil || e.Skip != scan.SkipNone || e.Size > p.config.MaxFileSize {
		return e
	}
	own := *e
	if data, ok := p.Content(e.Path); ok {
		own.Size, own.Changed, own.Sequential = int64(len(data)), nil, false
		own.Open = func(context.Context) (io.ReadCloser, error) {
			if e.Discard != nil {
				e.Discard()
			}
			return p.witness(e.Path, io.NopCloser(bytes.NewReader(data))), nil
		}
		return &own
	}
	if open := e.Open; open != nil {
		own.Open = func(ctx context.Context) (io.ReadCloser, error) {
			r, err := open(ctx)
			if err != nil {
				return nil, err
			}
			return p.witness(e.Path, r), nil
		}
	}
	return &own
}

// witness returns a reader that tells the patch what was read.
func (p *Patch) witness(path string, r io.ReadCloser) io.ReadCloser {
	return &witness{ReadCloser: r, patch: p, path: path, hash: sha256.New()}
}

type witness struct {
	io.ReadCloser
	patch *Patch
	path  string
	hash  hash.Hash
	size  int
}

func (w *witness) Read(b []byte) (int, error) {
	n, err := w.ReadCloser.Read(b)
	w.hash.Write(b[:n])
	w.size += n
	return n, err
}

func (w *witness) Close() error {
	s := seen{size: w.size}
	w.hash.Sum(s.sum[:0])
	w.patch.mu.Lock()
	w.patch.seen[w.path] = s
	w.patch.mu.Unlock()
	return w.ReadCloser.Close()
}

// witnessed reports whether the current content of a file was read through a
// target of the patch, and refuses one that was read as another.
func (p *Patch) witnessed(f *file) (bool, *refusal) {
	p.mu.Lock()
	s, ok := p.seen[f.path]
	p.mu.Unlock()
	if !ok {
		return false, nil
	}
	if s.size != len(f.current) || s.sum != sha256.Sum256(f.current) {
		return false, &refusal{ReasonChanged, f.path + " was changed after it was scanned"}
	}
	return true, nil
}
