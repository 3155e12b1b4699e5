package report

import (
	"errors"
	"io"
)

// errClosed is what calls after Close get.
var errClosed = errors.New("report: encoder is closed")

// flushSize is the number of buffered bytes that are written at once.
const flushSize = 64 << 10

// output is the buffer in front of an encoder's writer. It remembers its first
// error.
type output struct {
	w   io.Writer
	buf []byte
	err error
}

// Write implements [io.Writer] for encoders that write through others.
func (o *output) Write(p []byte) (int, error) {
	o.buf = append(o.buf, p...)
	return len(p), nil
}

func (o *output) text(parts ...string) {
	for _, s := range parts {
		o.buf = append(o.buf, s...)
	}
}

// spill writes the buffer out once it is large enough, and returns the first
// error so far.
func (o *output) spill() error {
	if len(o.buf) >= flushSize {
		o.flush()
	}
	return o.err
}

func (o *output) flush() {
	if o.err == nil && len(o.buf) > 0 {
		n, err := o.w.Write(o.buf)
		if err == nil && n < len(o.buf) {
			err = io.ErrShortWrite
		}
		o.err = err
	}
	o.buf = o.buf[:0]
}

// close flushes, returns the first error and makes later calls fail.
func (o *output) close() error {
	o.flush()
	err := o.err
	if err == nil {
		o.err = errClosed
	}
	return err
}
