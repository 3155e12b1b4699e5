package archive

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// The records of a zip, by section 4.3 of PKWARE's APPNOTE.TXT: their marks,
// and their sizes without what is variable.
const (
	endMark       = "PK\x05\x06"
	endSize       = 22
	locatorMark   = "PK\x06\x07"
	locatorSize   = 20
	end64Mark     = "PK\x06\x06"
	end64Size     = 56
	directoryMark = "PK\x01\x02"
	directorySize = 46
	localMark     = "PK\x03\x04"
	localSize     = 30
)

// directory says where the central directory of a zip is.
type directory struct {
	records uint64 // stated; of 65536 and more perhaps only the low bits
	start   int64
	end     int64
	base    int64 // of all offsets: what stands in front of the zip
}

var (
	errNoDirectory = errors.New("no end of a directory")
	errParts       = errors.New("one of several parts")
)

// findDirectory finds the central directory by the record at the end of the
// file, behind which there may be a comment.
func findDirectory(at io.ReaderAt, size int64) (directory, error) {
	tail := make([]byte, min(size, endSize+math.MaxUint16))
	if _, err := at.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return directory{}, err
	}
	i := bytes.LastIndex(tail[:max(0, len(tail)-endSize+len(endMark))], []byte(endMark)) // a comment that is cut off does no harm
	if i < 0 {
		return directory{}, errNoDirectory
	}
	end := tail[i : i+endSize]
	endAt := size - int64(len(tail)) + int64(i)
	records := uint64(binary.LittleEndian.Uint16(end[10:]))
	length, offset := uint64(binary.LittleEndian.Uint32(end[12:])), uint64(binary.LittleEndian.Uint32(end[16:]))
	if records == math.MaxUint16 || length == math.MaxUint32 || offset == math.MaxUint32 {
		if end64, at64 := findEnd64(at, endAt); end64 != nil {
			endAt = at64
			records, length, offset = binary.LittleEndian.Uint64(end64[32:]), binary.LittleEndian.Uint64(end64[40:]), binary.LittleEndian.Uint64(end64[48:])
		}
	}
	// The last of several parts says that the directory begins in another one; but
	// readers go by the directory, if it is here.
	parted := binary.LittleEndian.Uint16(end[4:]) != binary.LittleEndian.Uint16(end[6:])
	if length > uint64(endAt) || offset > uint64(endAt)-length {
		if parted {
			return directory{}, errParts
		}
		return directory{}, errors.New("the directory lies outside of the file")
	}
	if parted && !hasMark(at, endAt-int64(length), directoryMark) && !hasMark(at, int64(offset), directoryMark) {
		return directory{}, errParts
	}
	d := directory{records: records, start: endAt - int64(length), end: endAt}
	d.base = d.start - int64(offset)
	if d.base > 0 && hasMark(at, int64(offset), directoryMark) && length > 0 {
		d.start, d.base = int64(offset), 0 // what is between the directory and its end does not count
	}
	return d, nil
}

// findEnd64 returns the zip64 form of the end record, and where it is.
func findEnd64(at io.ReaderAt, endAt int64) ([]byte, int64) {
	locator := make([]byte, locatorSize)
	if _, err := at.ReadAt(locator, endAt-locatorSize); err != nil || string(locator[:4]) != locatorMark {
		return nil, 0
	}
	offset := binary.LittleEndian.Uint64(locator[8:])
	if offset > uint64(endAt) {
		return nil, 0
	}
	end := make([]byte, end64Size)
	if _, err := at.ReadAt(end, int64(offset)); err != nil || string(end[:4]) != end64Mark {
		return nil, 0
	}
	return end, int64(offset)
}

func hasMark(at io.ReaderAt, offset int64, mark string) bool {
	var b [4]byte
	_, err := at.ReadAt(b[:], offset)
	return err == nil && string(b[:]) == mark
}

// zipHeader is what the directory says about a member.
type zipHeader struct {
	name         string
	flags        uint16
	method       uint16
	crc          uint32
	packed, size int64
	offset       int64 // of the local header in the file
	mode         fs.FileMode
	place        scan.Location
}

// directoryReader reads the headers of a directory one after the other, so that
// a million of them take no memory.
type directoryReader struct {
	dir  directory
	r    *bufio.Reader
	n    uint64
	rest []byte // of a header; reused
}

func (d directory) reader(at io.ReaderAt) *directoryReader {
	return &directoryReader{dir: d, r: bufio.NewReader(io.NewSectionReader(at, d.start, d.end-d.start))}
}

// next returns io.EOF after the last header.
func (r *directoryReader) next() (*zipHeader, error) {
	var b [directorySize]byte
	if n, err := io.ReadFull(r.r, b[:]); err != nil || string(b[:4]) != directoryMark {
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, err
		}
		if n >= 4 && string(b[:4]) == directoryMark || uint16(r.n) != uint16(r.dir.records) {
			return nil, errors.New("the directory ends early")
		}
		return nil, io.EOF
	}
	r.n++
	nameLen, extraLen, commentLen := int(binary.LittleEndian.Uint16(b[28:])), int(binary.LittleEndian.Uint16(b[30:])), int(binary.LittleEndian.Uint16(b[32:]))
	if n := nameLen + extraLen; cap(r.rest) < n {
		r.rest = make([]byte, n) // at most 128 KiB
	}
	rest := r.rest[:nameLen+extraLen]
	if _, err := io.ReadFull(r.r, rest); err != nil {
		return nil, unexpected(err)
	}
	if _, err := r.r.Discard(commentLen); err != nil {
		return nil, unexpected(err)
	}
	h := &zipHeader{name: string(rest[:nameLen]), flags: binary.LittleEndian.Uint16(b[8:]), method: binary.LittleEndian.Uint16(b[10:]), crc: binary.LittleEndian.Uint32(b[16:])}
	h.mode = zipMode(b[5], binary.LittleEndian.Uint32(b[38:]), h.name)
	sizes := [3]uint64{uint64(binary.LittleEndian.Uint32(b[24:])), uint64(binary.LittleEndian.Uint32(b[20:])), uint64(binary.LittleEndian.Uint32(b[42:]))}
	sizes = zip64Sizes(sizes, rest[nameLen:])
	for _, n := range sizes {
		if n > math.MaxInt64/2 {
			return nil, errors.New("a member has an impossible size or offset")
		}
	}
	h.size, h.packed, h.offset = int64(sizes[0]), int64(sizes[1]), r.dir.base+int64(sizes[2])
	return h, nil
}

// zip64Sizes returns size, packed size and offset with those that did not fit
// taken from the extra field.
func zip64Sizes(sizes [3]uint64, extra []byte) [3]uint64 {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if n > len(extra) {
			break
		}
		field := extra[:n]
		extra = extra[n:]
		for i := range sizes {
			if id == 1 && sizes[i] == math.MaxUint32 && len(field) >= 8 {
				sizes[i] = binary.LittleEndian.Uint64(field)
				field = field[8:]
			}
		}
	}
	return sizes
}

// zipMode returns the mode by the system that the member was packed on.
func zipMode(system byte, attributes uint32, name string) fs.FileMode {
	mode := fs.FileMode(0o644)
	if system == 3 || system == 19 { // Unix, macOS
		mode = unixMode(attributes >> 16)
	} else if attributes&0x10 != 0 {
		mode |= fs.ModeDir
	}
	if strings.HasSuffix(name, "/") {
		mode = mode&^fs.ModeType | fs.ModeDir
	}
	return mode
}

// member returns what the limits are held against. A folder with content is a
// file: somebody might read it as one.
func (h *zipHeader) member() member {
	m := member{name: h.name, size: h.size, mode: h.mode, kind: kindOf(h.mode)}
	if m.kind == kindNone && h.size > 0 {
		m.kind = kindFile
	}
	m.encrypted = h.flags&1 != 0
	m.unknown = !m.encrypted && !knownMethod(h.method)
	return m
}
