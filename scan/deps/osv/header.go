package osv

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"time"
)

// The errors about index files.
var (
	// ErrForeign is wrapped by the error about a file that is no index.
	ErrForeign = errors.New("not an index of advisories")
	// ErrFormat is wrapped by the error about an index in a format that this
	// version of the package does not read.
	ErrFormat = errors.New("index in another format")
	// ErrDamaged is wrapped by errors about an index that is cut short, or
	// whose bytes are not those that were written.
	ErrDamaged = errors.New("damaged index")
)

// An index file holds the advisories about one ecosystem. It begins with
//
//	"PENSTOCK"  8 bytes
//	format      uint32, formatVersion
//	length      uint32, bytes of the body
//	body        what header says, as varints and strings
//	checksum    uint32, CRC-32C of all bytes before
//
// and continues with its sections, one behind the other, each with a checksum
// in the header:
//
//	table     12 bytes per package, by rising hash: hash of ecosystem and name,
//	          offset of the package among the claims
//	claims    per package: ecosystem, name, number of claims, the claims
//	replaced  in an overlay: 4 bytes per record of the base that it replaces
//	blocks    12 bytes per block: bytes, bytes as stored, checksum
//	details   the blocks: per record what reports tell; compressed, unless
//	          that makes them no smaller
//
// Numbers of fixed size are little-endian. Claims name a record by where it
// begins in the details before compression; no record lies in two blocks.
const (
	magic         = "PENSTOCK"
	formatVersion = 1
	prefixSize    = len(magic) + 8
	maxHeader     = 1 << 20
)

// The sections with a checksum of their own.
const (
	sectionTable = iota
	sectionClaims
	sectionReplaced
	sectionBlocks
	sectionCount
)

const (
	tableEntry    = 12
	replacedEntry = 4
	blockEntry    = 12
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(data []byte) uint32 { return crc32.Checksum(data, castagnoli) }

// header is the first part of an index.
type header struct {
	ecosystem  string // without suffix
	modified   time.Time
	records    int
	ecosystems []Ecosystem
	base       identity // of the index that this one is an overlay of
	sections   [sectionCount]section
	details    int64

	size int64 // bytes in front of the sections
	self identity
}

type section struct {
	length int64
	sum    uint32
}

// identity tells one index from another: all of its checksums enter its
// header's.
type identity struct {
	sum  uint32
	size int64
}

// append appends the header to dst.
func (h *header) append(dst []byte) []byte {
	body := appendTime(appendString(nil, h.ecosystem), h.modified)
	body = appendUvarint(appendUvarint(body, h.records), len(h.ecosystems))
	for _, e := range h.ecosystems {
		complete := 0
		if e.Complete {
			complete = 1
		}
		body = appendUvarint(appendUvarint(appendUvarint(appendString(body, e.Name), e.Packages), e.Claims), complete)
	}
	body = binary.AppendUvarint(binary.AppendUvarint(body, uint64(h.base.sum)), uint64(h.base.size))
	for _, s := range h.sections {
		body = binary.AppendUvarint(binary.AppendUvarint(body, uint64(s.length)), uint64(s.sum))
	}
	body = binary.AppendUvarint(body, uint64(h.details))

	start := len(dst)
	dst = binary.LittleEndian.AppendUint32(append(dst, magic...), formatVersion)
	dst = append(binary.LittleEndian.AppendUint32(dst, uint32(len(body))), body...)
	return binary.LittleEndian.AppendUint32(dst, checksum(dst[start:]))
}

// readHeader reads the header of an index of size bytes, and checks that the
// sections end where the index does.
func readHeader(r io.ReaderAt, size int64) (*header, error) {
	prefix := make([]byte, prefixSize)
	if size < int64(prefixSize) {
		return nil, ErrForeign
	}
	if err := readFull(r, prefix, 0); err != nil {
		return nil, err
	}
	if string(prefix[:len(magic)]) != magic {
		return nil, ErrForeign
	}
	if v := binary.LittleEndian.Uint32(prefix[len(magic):]); v != formatVersion {
		return nil, fmt.Errorf("%w: %d, want %d", ErrFormat, v, formatVersion)
	}
	n := int64(binary.LittleEndian.Uint32(prefix[len(magic)+4:]))
	end := int64(prefixSize) + n + 4
	if n > maxHeader || end > size {
		return nil, fmt.Errorf("%w: its header is cut short", ErrDamaged)
	}
	data := make([]byte, end)
	if err := readFull(r, data, 0); err != nil {
		return nil, err
	}
	sum := binary.LittleEndian.Uint32(data[end-4:])
	if sum != checksum(data[:end-4]) {
		return nil, fmt.Errorf("%w: its header has another checksum", ErrDamaged)
	}
	h := &header{size: end, self: identity{sum, size}}
	if !h.decode(data[prefixSize : end-4]) {
		return nil, fmt.Errorf("%w: its header makes no sense", ErrDamaged)
	}
	if want := h.offset(sectionCount) + h.details; want != size {
		return nil, fmt.Errorf("%w: it has %d bytes, not %d", ErrDamaged, size, want)
	}
	return h, nil
}

// decode sets what the body says and reports whether it can be true.
func (h *header) decode(body []byte) bool {
	in := cursor{data: body}
	h.ecosystem, h.modified, h.records = in.string(), in.time(), in.int()
	for n := in.int(); n > 0 && len(in.data) > 0; n-- {
		e := Ecosystem{Name: in.string(), Packages: in.int(), Claims: in.int(), Modified: h.modified}
		e.Complete = in.int() == 1
		h.ecosystems = append(h.ecosystems, e)
	}
	h.base = identity{uint32(in.uint64()), int64(in.uint64() & math.MaxInt64)}
	for i := range h.sections {
		h.sections[i] = section{int64(in.uint64()), uint32(in.uint64())}
	}
	h.details = int64(in.uint64())
	if in.failed || len(in.data) > 0 || h.details < 0 || h.details > math.MaxInt64/8 {
		return false
	}
	for i, entry := range [sectionCount]int64{tableEntry, 1, replacedEntry, blockEntry} {
		if n := h.sections[i].length; n < 0 || n > math.MaxInt64/8 || n%entry != 0 {
			return false
		}
	}
	return true
}

// offset returns where a section begins; that behind the last one is where the
// details do.
func (h *header) offset(index int) int64 {
	at := h.size
	for _, s := range h.sections[:index] {
		at += s.length
	}
	return at
}

// readFull fills data from an offset. An end in the middle is damage.
func readFull(r io.ReaderAt, data []byte, at int64) error {
	n, err := r.ReadAt(data, at)
	switch {
	case n == len(data):
		return nil
	case err == nil, errors.Is(err, io.EOF):
		return fmt.Errorf("%w: it ends after %d bytes", ErrDamaged, at+int64(n))
	}
	return fmt.Errorf("reading an index of advisories: %w", err)
}
