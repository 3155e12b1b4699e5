package archive

import (
	"errors"
	"io"
)

// memory holds the content of archives that need random access, in chunks that
// are used again.
type memory struct {
	max, used int64
	spare     []chunk
}

type chunk = []byte

const chunkSize = 256 << 10

var errFull = errors.New("the memory for archives is used up")

// fill reads all of r, chunk by chunk as it comes. What was read is returned
// with an error too; errFull says that there may be more.
func (m *memory) fill(r io.Reader) (chunks []chunk, size int64, err error) {
	for {
		if m.used+chunkSize > m.max {
			return chunks, size, errFull
		}
		m.used += chunkSize
		c := m.take()
		n, err := io.ReadFull(r, c)
		chunks, size = append(chunks, c), size+int64(n)
		switch {
		case err == nil:
		case n < chunkSize && (err == io.EOF || err == io.ErrUnexpectedEOF):
			// Whether that was the end or a cut, the reader says again.
			if _, err := r.Read(make([]byte, 1)); err != io.EOF {
				return chunks, size, unexpected(err)
			}
			return chunks, size, nil
		default:
			return chunks, size, err
		}
	}
}

func (m *memory) take() chunk {
	if n := len(m.spare); n > 0 {
		c := m.spare[n-1]
		m.spare = m.spare[:n-1]
		return c
	}
	return make(chunk, chunkSize)
}

// free takes back what fill returned.
func (m *memory) free(chunks []chunk) {
	m.used -= int64(len(chunks)) * chunkSize
	m.spare = append(m.spare, chunks...)
}

// memoryReader gives random access to chunks.
type memoryReader []chunk

// ReadAt implements [io.ReaderAt].
func (m memoryReader) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		i := int(off / chunkSize)
		if off < 0 || i >= len(m) {
			return n, io.EOF
		}
		k := copy(p[n:], m[i][off%chunkSize:])
		n, off = n+k, off+int64(k)
	}
	return n, nil
}
