package archive

import (
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"

	"github.com/penstock-dev/penstock/scan"
)

// The methods of compression, by section 4.4.5 of APPNOTE.TXT.
const (
	methodStore   = 0
	methodDeflate = 8
	methodBzip2   = 12
	methodZstd    = 93
	methodXz      = 95
)

func knownMethod(m uint16) bool {
	switch m {
	case methodStore, methodDeflate, methodBzip2, methodZstd, methodXz:
		return true
	}
	return false
}

// open opens a member. It may be called from several goroutines at once where
// the zip can be read so.
func (z *zipWalk) open(h *zipHeader) (io.ReadCloser, error) {
	data, err := z.data(h)
	if err != nil {
		return nil, h.damaged(err)
	}
	m := &zipMember{walk: z.walk, header: h, left: h.size, sum: crc32.NewIEEE()}
	switch h.method {
	case methodStore:
		m.from = io.NopCloser(data)
	case methodDeflate:
		m.pooled = z.inflate(data)
		m.from = m.pooled.out
	case methodBzip2:
		m.from, err = decompress(formatBzip2, data)
	case methodZstd:
		m.from, err = decompress(formatZstd, data)
	default:
		m.from, err = decompress(formatXz, data)
	}
	if err != nil {
		return nil, h.damaged(err)
	}
	return m, nil
}

// data returns the bytes of a member as they are in the file.
func (z *zipWalk) data(h *zipHeader) (*io.SectionReader, error) {
	var local [localSize]byte
	if _, err := z.content.at.ReadAt(local[:], h.offset); err != nil {
		return nil, unexpected(err)
	}
	if string(local[:4]) != localMark {
		return nil, errors.New("no header where the directory says")
	}
	start := h.offset + localSize + int64(binary.LittleEndian.Uint16(local[26:])) + int64(binary.LittleEndian.Uint16(local[28:]))
	if h.packed > z.content.size-start {
		return nil, io.ErrUnexpectedEOF
	}
	return io.NewSectionReader(z.content.at, start, h.packed), nil
}

// stored returns random access to a member that is not compressed, else nil.
func (z *zipWalk) stored(h *zipHeader) io.ReaderAt {
	if h.method != methodStore || h.packed != h.size {
		return nil
	}
	if data, err := z.data(h); err == nil {
		return data
	}
	return nil
}

func (h *zipHeader) damaged(err error) *scan.Diagnostic {
	return &scan.Diagnostic{Kind: scan.DiagMalformed, Location: h.place, Message: "the member of the archive is damaged", Err: err}
}

// zipMember is an open member. It gives no more than the directory states.
type zipMember struct {
	walk   *walk
	header *zipHeader
	from   io.ReadCloser
	pooled *inflater // of from, if that is one
	left   int64
	sum    hash.Hash32
	err    error
}

var (
	errSize     = errors.New("its size is not the stated one")
	errChecksum = errors.New("its checksum is wrong")
)

// Read implements [io.Reader].
func (m *zipMember) Read(p []byte) (int, error) {
	if m.err != nil || len(p) == 0 {
		return 0, m.err
	}
	if m.err = m.walk.ctx.Err(); m.err != nil {
		return 0, m.err
	}
	var n int
	var err error
	if m.left > 0 {
		n, err = m.from.Read(p[:min(int64(len(p)), m.left)])
		m.sum.Write(p[:n])
		m.left -= int64(n)
	}
	if err == nil && m.left == 0 {
		err = m.end()
	}
	switch {
	case err == nil:
		return n, nil
	case err == io.EOF && m.left > 0:
		err = errSize
	case err == io.EOF && m.header.crc != 0 && m.header.crc != m.sum.Sum32():
		err = errChecksum
	}
	if m.err = err; err != io.EOF {
		m.err = m.header.damaged(err)
	}
	return n, m.err
}

// end makes sure that nothing comes after the last byte.
func (m *zipMember) end() error {
	var one [1]byte
	for range 100 { // readers may return nothing at all now and then
		n, err := m.from.Read(one[:])
		if n > 0 {
			return errSize
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// Close implements [io.Closer]. Only the first call counts.
func (m *zipMember) Close() error {
	if m.from == nil {
		return nil
	}
	err := m.from.Close()
	if m.pooled != nil {
		m.walk.inflaters.Put(m.pooled)
	}
	m.from, m.err = nil, errExpired
	return err
}
