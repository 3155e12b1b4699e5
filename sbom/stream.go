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
// extractors that are a [Streamer]. A file that other extractors want by its
// name is too large; programs, which most extractors have no use for, are only
// noted.
func (p *pass) Chunks(_ context.Context, e *scan.Entry, out scan.Sink) (io.WriteCloser, error) {
	var writers chunkWriters
	var left []string
	for _, i := range p.analyzer.matcher.match(e) {
		x := p.analyzer.extractors[i]
		if s, ok := x.(Streamer); ok {
			writers = append(writers, s.Stream(e, out))
		} else {
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
