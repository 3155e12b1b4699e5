package archive

import (
	"context"
	"errors"
	"io"
	"io/fs"
)

// reader reads the members of an archive one after the other.
type reader interface {
	// next goes to the next member, and returns io.EOF after the last. The
	// first error is the last: it returns it again.
	next() (member, error)
	// Read reads from the member at hand.
	io.Reader
}

// member is what an archive says about one of its members.
type member struct {
	name string
	size int64 // -1 if it does not say
	mode fs.FileMode
	kind kind
	// What is in the way of reading it.
	encrypted, unknown bool
}

// kind is what sort of thing a member is.
type kind int

const (
	kindFile kind = iota
	kindNone      // nothing that has content, such as a folder
	kindLink
	kindDevice
)

// kindOf returns the kind that belongs to the type bits of a mode.
func kindOf(m fs.FileMode) kind {
	switch m.Type() {
	case 0:
		return kindFile
	case fs.ModeDir:
		return kindNone
	case fs.ModeSymlink:
		return kindLink
	}
	return kindDevice
}

// unixMode returns the mode of st_mode, as archives have it.
func unixMode(m uint32) fs.FileMode {
	mode := fs.FileMode(m & 0o777)
	switch m & 0o170000 {
	case 0o040000:
		mode |= fs.ModeDir
	case 0o120000:
		mode |= fs.ModeSymlink
	case 0o010000, 0o020000, 0o060000, 0o140000:
		mode |= fs.ModeIrregular
	}
	return mode
}

// stream is a reader whose first bytes can be seen before they are read.
type stream struct {
	r    io.Reader
	head []byte // what is seen and not read
	err  error  // what came after head
	buf  [headSize]byte
}

func (s *stream) reset(r io.Reader) { s.r, s.head, s.err = r, nil, nil }

// peek returns the first bytes: headSize of them, or all. It comes before any
// Read.
func (s *stream) peek() []byte {
	if s.head == nil {
		var n int
		n, s.err = io.ReadFull(s.r, s.buf[:])
		if s.err == io.ErrUnexpectedEOF && n < headSize {
			s.err = nil // the reader will say again that it is at its end, or why not
		}
		s.head = s.buf[:n]
	}
	return s.head
}

// Read implements [io.Reader].
func (s *stream) Read(p []byte) (int, error) {
	if len(s.head) > 0 {
		n := copy(p, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	if s.err != nil {
		return 0, s.err
	}
	return s.r.Read(p)
}

// counter counts what is read through it.
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

// partial ends where its reader fails.
type partial struct{ io.Reader }

// Read implements [io.Reader].
func (p partial) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// loan lends content until it expires.
type loan struct {
	open    func() (io.ReadCloser, error)
	expired bool
	content io.ReadCloser
}

var errExpired = errors.New("the content can only be read before the next entry is asked for")

// lend is a scan.Entry's Open.
func (l *loan) lend(context.Context) (io.ReadCloser, error) {
	if l.expired {
		return nil, errExpired
	}
	var err error
	l.content, err = l.open()
	return l, err
}

// Read implements [io.Reader].
func (l *loan) Read(p []byte) (int, error) {
	if l.expired {
		return 0, errExpired
	}
	return l.content.Read(p)
}

// Close implements [io.Closer].
func (l *loan) Close() error { return l.content.Close() }

// closer is a reader with something to do at its end.
type closer struct {
	io.Reader
	close func()
}

// Close implements [io.Closer].
func (c closer) Close() error {
	c.close()
	return nil
}
