package osv

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"path"
	"slices"
)

// worker reads records one after the other in memory of its own.
type worker struct {
	*loader
	packed  bytes.Buffer // a member as it is stored
	reader  bytes.Reader // of packed
	data    bytes.Buffer
	inflate io.ReadCloser
	record  Record
	scratch []byte
}

// read reads, decodes and compiles one record. It returns nil for a file that
// is none.
func (w *worker) read(j job) (*compiled, error) {
	if w.total.Load() > w.limits.TotalBytes {
		return nil, w.totalError()
	}
	f, err := w.open(j)
	if err != nil {
		return nil, err
	}
	defer f.Close() // it is only read
	w.data.Reset()
	most := j.most(min(w.limits.Ratio, math.MaxInt32))
	n, err := io.Copy(&w.data, io.LimitReader(f, min(w.limits.RecordBytes, most)+1))
	switch {
	case err != nil:
		return nil, err
	case n > w.limits.RecordBytes:
		return nil, limitError(fmt.Sprintf("larger than %d bytes", w.limits.RecordBytes))
	case n > most:
		return nil, limitError(fmt.Sprintf("more than %d times larger than its compressed form", w.limits.Ratio))
	case w.total.Add(n) > w.limits.TotalBytes:
		return nil, w.totalError()
	}
	if j.member != nil && (uint64(n) != j.member.UncompressedSize64 || crc32.ChecksumIEEE(w.data.Bytes()) != j.member.CRC32) {
		return nil, zip.ErrChecksum
	}
	r, err := w.decoded(j.name())
	if err != nil || r == nil {
		return nil, err
	}
	c := compile(r, &w.scratch, w.intern)
	c.claims = slices.DeleteFunc(c.claims, func(cc compiledClaim) bool { return !w.wants(cc.ecosystem) })
	return c, nil
}

// decoded decodes the data.
func (w *worker) decoded(name string) (*Record, error) {
	switch {
	case path.Ext(name) != ".json":
		return w.decode(name, w.data.Bytes())
	case decodeQuick(w.data.Bytes(), &w.record):
		return &w.record, nil
	}
	return DecodeRecord(w.data.Bytes())
}

// open opens what the job names. A member in the usual form is read as a whole
// and inflated from memory.
func (w *worker) open(j job) (io.ReadCloser, error) {
	if j.member == nil || j.member.Method != zip.Deflate || j.member.CompressedSize64 > uint64(w.limits.RecordBytes) {
		return j.open()
	}
	raw, err := j.member.OpenRaw()
	if err != nil {
		return nil, err
	}
	w.packed.Reset()
	if _, err := io.Copy(&w.packed, raw); err != nil {
		return nil, err
	}
	w.reader.Reset(w.packed.Bytes())
	if w.inflate == nil {
		w.inflate = flate.NewReader(&w.reader)
	} else if err := w.inflate.(flate.Resetter).Reset(&w.reader, nil); err != nil {
		return nil, err
	}
	return io.NopCloser(w.inflate), nil
}
