package sbom

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

var _ scan.ChunkPass = (*pass)(nil)

// Chunks implements [scan.ChunkPass]: a file above the size limit goes to the
// extractors that are a [Streamer], and is held for those that are [Bulky]. A file that other extractors want by its
// name is too large; programs, which most extractors have no use for, are only
// noted.
func (p *pass) Chunks(_ context.Context, e *scan.Entry, out scan.Sink) (io.WriteCloser, error) {
	var writers chunkWriters
	var left []string
	for _, i := range p.analyzer.matcher.match(e) {
		switch x := p.analyzer.extractors[i].(type) {
		case Streamer:
			writers = append(writers, x.Stream(e, out))
		case Bulky:
			if !p.room(e) {
				left = append(left, x.Name())
				continue
			}
			writers = append(writers, &keeper{pass: p, entry: e})
		default:
			left = append(left, x.Name())
		}
	}
	if len(left) > 0 {
		d := &scan.Diagnostic{Kind: scan.DiagTooLarge, Location: scan.Location{Path: e.Path, Origin: e.Origin}, Note: len(writers) > 0,
			Message: "the file is above the size limit: not read by " + strings.Join(left, ", ")}
		if len(writers) == 0 {
			return nil, d
		}
		out.Diagnostic(d)
	}
	return writers, nil
}

// room reports whether a file was promised a place among those that are held.
func (p *pass) room(e *scan.Entry) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reserved[placeOf(e)] && e.Size > 0
}

// keeper holds a file that comes piece by piece. No more of it is kept than its
// size has promised.
type keeper struct {
	pass  *pass
	entry *scan.Entry
	data  []byte
}

// Write implements [io.Writer].
func (k *keeper) Write(chunk []byte) (int, error) {
	k.data = append(k.data, chunk[:max(0, min(len(chunk), int(k.entry.Size)-len(k.data)))]...)
	return len(chunk), nil
}

// Close implements [io.Closer].
func (k *keeper) Close() error {
	e := *k.entry
	e.Open, e.Discard = nil, nil
	k.pass.mu.Lock()
	defer k.pass.mu.Unlock()
	k.pass.held[placeOf(k.entry)] = scan.NewFile(&e, k.data)
	return nil
}

// chunkWriters writes to several writers.
type chunkWriters []io.WriteCloser

func (list chunkWriters) Write(chunk []byte) (int, error) {
	for _, w := range list {
		if n, err := w.Write(chunk); err != nil {
			return n, err
		}
	}
	return len(chunk), nil
}

func (list chunkWriters) Close() error {
	var errs []error
	for _, w := range list {
		errs = append(errs, w.Close())
	}
	return errors.Join(errs...)
}
