package gitrepo

import (
	"bytes"
	"context"
	"io"
	"slices"

	"github.com/penstock-dev/penstock/scan"
)

// Of large texts, the last version at each path is held, to tell in what the
// next one differs from it.

// Bounds of what is held.
const (
	maxVersion   = 4 << 20 // of one text
	maxVersions  = 12 << 20
	mostVersions = 64
)

// version is the text that a path had.
type version struct {
	path string
	text []byte
}

// versions holds texts, the one that was used last at the end.
type versions struct {
	held  []version
	bytes int
	spare []byte // of a text that is no longer held
	differ
}

// add holds a text and returns how it differs from the one before it at that
// path; nil if none is known.
func (v *versions) add(path string, text []byte) []scan.Span {
	var spans []scan.Span
	if i := slices.IndexFunc(v.held, func(h version) bool { return h.path == path }); i >= 0 {
		spans = v.changed(v.held[i].text, text)
		v.drop(i)
	}
	for len(v.held) > 0 && (v.bytes+len(text) > maxVersions || len(v.held) == mostVersions) {
		v.drop(0)
	}
	v.held = append(v.held, version{path, text})
	v.bytes += len(text)
	return spans
}

func (v *versions) drop(i int) {
	v.bytes -= len(v.held[i].text)
	if old := v.held[i].text; cap(old) > cap(v.spare) {
		v.spare = old
	}
	v.held = slices.Delete(v.held, i, i+1)
}

// buffer returns memory for a text of n bytes.
func (v *versions) buffer(n int) []byte {
	if cap(v.spare) < n {
		return make([]byte, n, n+n/8) // the next version tends to be longer
	}
	b := v.spare[:n]
	v.spare = nil
	return b
}

// large reports whether versions of a blob of that size are compared.
func (w *walk) large(b change, size int64) bool {
	return w.config.LargeBlob >= 0 && size > w.config.LargeBlob && size <= maxVersion && b.mode != modeLink &&
		(w.config.Mode == History || w.config.Mode == Range)
}

// hold reads a blob whole, tells the entry in what it differs from the version
// before it, and makes the entry's content the copy.
func (w *walk) hold(e *scan.Entry, c *content) (*held, error) {
	text := w.versions.buffer(int(e.Size))
	if _, err := io.ReadFull(c, text); err != nil {
		return nil, err
	}
	if comparable(text) {
		e.Changed = w.versions.add(e.Path, text)
	} else {
		w.versions.forget(e.Path)
	}
	h := &held{}
	h.Reset(text)
	e.Open = h.open
	return h, nil
}

// forget drops the version at a path: the next one has another before it.
func (v *versions) forget(path string) {
	if i := slices.IndexFunc(v.held, func(h version) bool { return h.path == path }); i >= 0 {
		v.drop(i)
	}
}

// comparable reports whether offsets in the content are those of its text, and
// analyzers take it for text.
func comparable(content []byte) bool {
	for _, mark := range []string{"\xef\xbb\xbf", "\xfe\xff", "\xff\xfe"} {
		if bytes.HasPrefix(content, []byte(mark)) {
			return false
		}
	}
	return bytes.IndexByte(content[:min(len(content), 8000)], 0) < 0
}

// held is a content in memory, which is used again once the stream goes on.
type held struct {
	bytes.Reader
	expired bool
}

func (h *held) open(context.Context) (io.ReadCloser, error) {
	if h.expired {
		return nil, errExpired
	}
	return h, nil
}

// Read implements [io.Reader].
func (h *held) Read(p []byte) (int, error) {
	if h.expired {
		return 0, errExpired
	}
	return h.Reader.Read(p)
}

// Close implements [io.Closer].
func (h *held) Close() error { return nil }
