package archive

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// tarReader reads tar in all the forms that archive/tar knows.
type tarReader struct {
	walk    *walk
	level   *level
	from    *counter
	tar     *tar.Reader
	given   int64 // bytes of members
	charged int64 // those of them that the archive does not hold: holes
	err     error
}

var errTrailing = errors.New("data after the end")

func newTarReader(w *walk, lv *level, r io.Reader) *tarReader {
	from := &counter{Reader: r}
	return &tarReader{walk: w, level: lv, from: from, tar: tar.NewReader(from)}
}

func (t *tarReader) next() (member, error) {
	if t.err != nil {
		return member{}, t.err
	}
	h, err := t.tar.Next()
	if err == io.EOF {
		t.err = t.rest()
		return member{}, t.err
	}
	if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
		t.err = err
		return member{}, err
	}
	return member{name: h.Name, size: h.Size, mode: fs.FileMode(h.Mode & 0o777), kind: tarKind(h)}, nil
}

func tarKind(h *tar.Header) kind {
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
		return kindFile
	case tar.TypeLink, tar.TypeSymlink:
		return kindLink
	case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
		return kindDevice
	}
	if h.Typeflag != tar.TypeDir && h.Size > 0 {
		return kindFile // as POSIX wants types treated that one does not know
	}
	return kindNone
}

// Read implements [io.Reader].
func (t *tarReader) Read(p []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	if err := t.walk.ctx.Err(); err != nil {
		t.err = err
		return 0, err
	}
	n, err := t.tar.Read(p)
	t.given += int64(n)
	if hole := t.given - t.from.n - t.charged; hole > 0 {
		t.charged += hole
		if stopped := t.walk.charge(hole); stopped != nil {
			err = stopped
		} else if stopped := t.walk.weigh(t.level, t.from.n, t.given); stopped != nil {
			err = stopped
		}
	}
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}

// rest reads on to the end of the file, in which only zeros may follow, and
// returns io.EOF if it is so.
func (t *tarReader) rest() error {
	var buf, zeros [4096]byte
	for {
		n, err := t.from.Read(buf[:])
		if !bytes.Equal(buf[:n], zeros[:n]) {
			return errTrailing
		}
		if err != nil {
			return err
		}
	}
}
