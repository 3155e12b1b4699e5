package document

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/penstock-dev/penstock/scan"
)

// sniffLength is how much of a large file is held before it is known whether it
// may be a document.
const sniffLength = 64 << 10

// Chunks implements [scan.ChunkPass]: a document above the size limit of a run is
// held whole, up to a limit of its own.
func (p *pass) Chunks(_ context.Context, e *scan.Entry, out scan.Sink) (io.WriteCloser, error) {
	return &holder{pass: p, entry: e, out: out}, nil
}

// holder holds a file that comes piece by piece.
type holder struct {
	pass  *pass
	entry *scan.Entry
	out   scan.Sink
	data  []byte
	known bool // whether the beginning was looked at
	other bool // whether the file is no document
	large bool // whether it is above the limit
}

// Write implements [io.Writer].
func (h *holder) Write(chunk []byte) (int, error) {
	if h.other || h.large {
		return len(chunk), nil
	}
	h.data = append(h.data, chunk...)
	if !h.known && len(h.data) >= sniffLength {
		h.known, h.other = true, !mayBe(h.data[:sniffLength])
	}
	h.large = int64(len(h.data)) > h.pass.config.MaxSize
	if h.other || h.large {
		h.data = nil
	}
	return len(chunk), nil
}

// Close implements [io.Closer].
func (h *holder) Close() error {
	switch {
	case h.other || h.large && h.pass.testData(h.entry.Path):
	case h.large:
		h.out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagTooLarge, Location: scan.Location{Path: h.entry.Path, Origin: h.entry.Origin},
			Message: fmt.Sprintf("what looks to be a bill of materials is above the limit of %d bytes", h.pass.config.MaxSize)})
	default:
		h.pass.read(h.entry, h.data, h.out)
	}
	return nil
}

// mayBe reports whether a text may be the beginning of a document. An object of
// SPDX may name its version at the end, but has ids from the beginning.
func mayBe(head []byte) bool {
	return Detect(head) != "" || bytes.Contains(head, []byte("SPDXID")) || bytes.Contains(head, []byte("SPDXRef-"))
}
