package osv

import (
	"archive/zip"
	"bytes"
	"errors"
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
	data    []byte       // as it was before
	inflate inflater
	record  Record
	scratch []byte
}

// read reads, decodes and compiles one record. It returns nil for a file that
// is none.
func (w *worker) read(j job) (*compiled, error) {
	if w.total.Load() > w.limits.TotalBytes {
		return nil, w.totalError()
	}
	data, err := w.bytes(j)
	if err != nil {
		return nil, err
	}
	if w.total.Add(int64(len(data))) > w.limits.TotalBytes {
		return nil, w.totalError()
	}
	if j.member != nil && (uint64(len(data)) != j.member.UncompressedSize64 || crc32.ChecksumIEEE(data) != j.member.CRC32) {
		return nil, zip.ErrChecksum
	}
	r, err := w.decoded(j.name(), data)
	if err != nil || r == nil {
		return nil, err
	}
	c := compile(r, &w.scratch, w.intern)
	c.claims = slices.DeleteFunc(c.claims, func(cc compiledClaim) bool { return !w.wants(cc.ecosystem) })
	return c, nil
}

// bytes returns what the job names, until the next call.
func (w *worker) bytes(j job) ([]byte, error) {
	most := j.most(min(w.limits.Ratio, math.MaxInt32))
	limit := min(w.limits.RecordBytes, most)
	var err error
	if j.member != nil && j.member.Method == zip.Deflate && j.member.CompressedSize64 <= uint64(limit) {
		err = w.unpack(j.member, limit)
	} else {
		err = w.copy(j, limit)
	}
	switch {
	case !errors.Is(err, errUnpacked):
		return w.data, err
	case w.limits.RecordBytes <= most:
		return nil, limitError(fmt.Sprintf("larger than %d bytes", w.limits.RecordBytes))
	}
	return nil, limitError(fmt.Sprintf("more than %d times larger than its compressed form", w.limits.Ratio))
}

// unpack reads a member in the usual form as a whole and unpacks it from memory.
func (w *worker) unpack(member *zip.File, limit int64) error {
	raw, err := member.OpenRaw()
	if err != nil {
		return err
	}
	w.packed.Reset()
	packed := w.packed.AvailableBuffer()
	if n := int(min(member.CompressedSize64, math.MaxInt)); n <= cap(packed) {
		packed = packed[:n]
		_, err = io.ReadFull(raw, packed)
	} else {
		_, err = w.packed.ReadFrom(raw) // grows by what is there
		packed = w.packed.Bytes()
	}
	if err != nil {
		return err
	}
	data, err := w.inflate.unpack(w.data, packed, int(min(limit, math.MaxInt)))
	if err == nil {
		w.data = data
	}
	return err
}

// copy reads what the job names.
func (w *worker) copy(j job, limit int64) error {
	f, err := j.open()
	if err != nil {
		return err
	}
	defer f.Close() // it is only read
	buf := bytes.NewBuffer(w.data[:0])
	n, err := io.Copy(buf, io.LimitReader(f, limit+1))
	if err == nil && n > limit {
		err = errUnpacked
	}
	w.data = buf.Bytes()
	return err
}

// decoded decodes a record.
func (w *worker) decoded(name string, data []byte) (*Record, error) {
	switch {
	case path.Ext(name) != ".json":
		return w.decode(name, data)
	case decodeQuick(string(data), &w.record):
		return &w.record, nil
	}
	return DecodeRecord(data)
}
