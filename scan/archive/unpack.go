package archive

import (
	"bufio"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"path"

	"github.com/klauspost/compress/zstd"
	"github.com/therootcompany/xz"
)

// maxWindow is the most that a decompressor may keep of what it has put out, in
// bytes. It is what the highest level of xz takes; only the long modes of zstd
// take more.
const maxWindow = 64 << 20

// unpack looks into an archive that can be read as a stream.
func (w *walk) unpack(f *file, c *content, form format) {
	lv := w.enter(f)
	defer w.leave(lv)
	base := path.Base(f.Path)
	var in io.Reader = c
	if form >= formatGzip && form <= formatZstd {
		from := &counter{Reader: c}
		out, err := decompress(form, from)
		if err != nil {
			w.broken(lv, err)
			return
		}
		defer out.Close()
		s := &stream{}
		s.reset(&meter{walk: w, level: lv, from: from, out: out})
		base = withoutExtension(base)
		form = formatOf(s.peek(), named(base))
		in = s
	}
	switch form {
	case formatTar:
		w.members(lv, newTarReader(w, lv, in))
	case formatCpio:
		w.members(lv, &cpioReader{r: bufio.NewReader(in)})
	case formatAr:
		w.members(lv, &arReader{r: bufio.NewReader(in)})
	default:
		w.members(lv, &single{Reader: in, name: base, left: w.MaxMemberSize, large: newStop(lv.place, "its content is above the limit of %d bytes", w.MaxMemberSize)})
	}
}

// decompress returns a reader of what is compressed in r, including all of it
// where several streams follow each other.
func decompress(form format, r io.Reader) (io.ReadCloser, error) {
	switch form {
	case formatGzip:
		return gzip.NewReader(r)
	case formatBzip2:
		return io.NopCloser(bzip2.NewReader(r)), nil
	case formatXz:
		x, err := xz.NewReader(bufio.NewReader(r), maxWindow)
		return io.NopCloser(x), err
	case formatZstd:
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	}
	return nil, fmt.Errorf("no decompression of format %d", form)
}

// inflater is a decompressor of deflate that can be used again.
type inflater struct {
	in  *bufio.Reader
	out io.ReadCloser
}

// inflate returns an inflater of r out of the pool.
func (w *walk) inflate(r io.Reader) *inflater {
	f, ok := w.inflaters.Get().(*inflater)
	if !ok {
		in := bufio.NewReader(r)
		return &inflater{in, flate.NewReader(in)}
	}
	f.in.Reset(r)
	f.out.(flate.Resetter).Reset(f.in, nil)
	return f
}

// meter holds what comes out of a decompressor to the limits.
type meter struct {
	walk  *walk
	level *level
	from  *counter
	out   io.Reader
	n     int64
	err   error
}

// Read implements [io.Reader].
func (m *meter) Read(p []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	if m.err = m.walk.ctx.Err(); m.err != nil {
		return 0, m.err
	}
	n, err := m.out.Read(p)
	m.n += int64(n)
	m.err = err
	if err := m.walk.charge(int64(n)); err != nil {
		m.err = err
	} else if err := m.walk.weigh(m.level, m.from.n, m.n); err != nil {
		m.err = err
	}
	return n, m.err
}

// single is the one member of a file that is compressed and no tar.
type single struct {
	io.Reader
	name  string
	left  int64
	large error
	begun bool
	err   error
}

func (s *single) next() (member, error) {
	if !s.begun {
		s.begun = true
		return member{name: s.name, size: -1, mode: 0o644}, nil
	}
	if s.err == nil {
		// Nobody wanted it, or not all of it.
		s.err = io.EOF
	}
	return member{}, s.err
}

// Read implements [io.Reader].
func (s *single) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.Reader.Read(p)
	if s.left -= int64(n); s.left < 0 {
		n, err = n+int(s.left), s.large
	}
	s.err = err
	return n, err
}
