package osv

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// errTooLarge says that offsets of 31 bits do not reach.
var errTooLarge = errors.New("building an index of advisories: more than 2 GiB of records")

// blockSize is how large blocks of details become before compression, if no
// single record is larger. What is reported of a package lies in one or two
// blocks, as records are sorted by package.
const blockSize = 16 << 10

// encoder lays out the records about one ecosystem as an index.
type encoder struct {
	header   header
	complete func(ecosystem string) bool
	compress bool

	claims   []located
	blocks   []rawBlock
	filling  []byte // the last block, until it is full
	start    int    // of that block in the details before compression
	head     []byte
	sections [sectionCount][]byte
}

// located is a claim, its record, and its place among that record's claims.
type located struct {
	*compiledClaim
	record *compiled
	place  int
}

// rawBlock is a block before and after compression.
type rawBlock struct{ raw, stored []byte }

// encode lays out the records. The same records make the same index, whatever
// order they come in. Their ids are different ones. It uses the records up.
func (e *encoder) encode(records []*compiled, replaced []byte) error {
	e.header.records = len(records)
	e.claims = make([]located, 0, len(records))
	for _, c := range records {
		c.offset = -1
		slices.SortStableFunc(c.claims, func(a, b compiledClaim) int {
			return cmp.Or(strings.Compare(a.ecosystem, b.ecosystem), strings.Compare(a.name, b.name))
		})
		for i := range c.claims {
			e.claims = append(e.claims, located{&c.claims[i], c, i})
		}
	}
	slices.SortFunc(e.claims, byName)
	for _, l := range e.claims {
		if l.record.offset < 0 {
			e.add(l.record)
		}
	}
	e.flush()
	if len(e.claims) > 0 && slices.ContainsFunc(e.claims, func(l located) bool { return l.ecosystem != e.claims[0].ecosystem }) {
		slices.SortStableFunc(e.claims, func(a, b located) int { return strings.Compare(a.ecosystem, b.ecosystem) })
	}
	table, claims := e.layOut()
	e.claims = nil
	if e.start > math.MaxInt32 || len(claims) > math.MaxInt32 {
		return errTooLarge
	}
	e.sections = [sectionCount][]byte{sectionTable: table, sectionClaims: claims, sectionReplaced: replaced}
	e.seal()
	return nil
}

// seal compresses the blocks and makes the header, which all else has to be
// laid out for.
func (e *encoder) seal() {
	e.squeeze()
	h := &e.header
	h.modified = h.modified.Truncate(time.Second)
	var extents []byte
	h.details = 0
	for _, b := range e.blocks {
		h.details += int64(len(b.stored))
		extents = binary.LittleEndian.AppendUint32(extents, uint32(len(b.raw)))
		extents = binary.LittleEndian.AppendUint32(extents, uint32(len(b.stored)))
		extents = binary.LittleEndian.AppendUint32(extents, checksum(b.stored))
	}
	e.sections[sectionBlocks] = extents
	for i, s := range e.sections {
		h.sections[i] = section{int64(len(s)), checksum(s)}
	}
	for i := range h.ecosystems {
		h.ecosystems[i].Modified = h.modified
	}
	e.head = h.append(nil)
	h.size = int64(len(e.head))
	h.self = identity{binary.LittleEndian.Uint32(e.head[len(e.head)-4:]), h.offset(sectionCount) + h.details}
}

// write writes the index.
func (e *encoder) write(w io.Writer) error {
	out := bufio.NewWriterSize(w, 64<<10) // keeps the first error
	out.Write(e.head)
	for _, s := range e.sections {
		out.Write(s)
	}
	for _, b := range e.blocks {
		out.Write(b.stored)
	}
	return out.Flush()
}

// shard returns the index, which stays where it was laid out.
func (e *encoder) shard() *shard {
	h := e.header
	s := &shard{header: &h}
	s.once.Do(func() {
		s.table, s.claims, s.replaced = e.sections[sectionTable], e.sections[sectionClaims], e.sections[sectionReplaced]
		s.divide(e.sections[sectionBlocks])
		for i := range s.blocks {
			s.blocks[i].raw = e.blocks[i].raw
		}
	})
	return s
}

// byName orders claims so that what is reported of a package lies together. It
// calls as few comparisons as possible: most names differ.
func byName(a, b located) int {
	if n := strings.Compare(a.name, b.name); n != 0 {
		return n
	}
	return cmp.Or(strings.Compare(a.ecosystem, b.ecosystem), strings.Compare(a.record.id, b.record.id), cmp.Compare(a.place, b.place))
}

// add puts a record into a block.
func (e *encoder) add(c *compiled) {
	if c.modified.After(e.header.modified) {
		e.header.modified = c.modified
	}
	if size := c.size(); cap(e.filling)-len(e.filling) < size {
		e.flush()
		e.filling = make([]byte, 0, max(size, blockSize))
	}
	c.offset = e.start + len(e.filling)
	e.filling = append(e.filling, c.details...)
	c.id, c.details = "", "" // to be collected while the others are still there
	for i := range c.claims {
		c.claims[i].extraOffset = e.start + len(e.filling)
		e.filling = append(e.filling, c.claims[i].extra...)
	}
}

// size returns the bytes of a record's details.
func (c *compiled) size() int {
	n := len(c.details)
	for i := range c.claims {
		n += len(c.claims[i].extra)
	}
	return n
}

// flush ends the block that is being filled.
func (e *encoder) flush() {
	if len(e.filling) > 0 {
		e.blocks = append(e.blocks, rawBlock{e.filling, e.filling})
	}
	e.start += len(e.filling)
	e.filling = nil
}

// layOut returns the sections of the claims, which are sorted, and counts them.
func (e *encoder) layOut() (table, data []byte) {
	type entry struct {
		hash   uint64
		offset uint32
	}
	index := make([]entry, 0, len(e.claims))
	for rest := e.claims; len(rest) > 0; {
		first, n := rest[0], 1
		for n < len(rest) && rest[n].name == first.name && rest[n].ecosystem == first.ecosystem {
			n++
		}
		eco := e.count(first.ecosystem, n)
		index = append(index, entry{hashName(eco, []byte(first.name)), uint32(len(data))})
		data = appendString(appendUvarint(data, eco), first.name)
		data = appendUvarint(data, n)
		for _, l := range rest[:n] {
			data = l.append(data)
		}
		rest = rest[n:]
	}
	slices.SortFunc(index, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.offset, b.offset))
	})
	table = make([]byte, 0, len(index)*tableEntry)
	for _, x := range index {
		table = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint64(table, x.hash), x.offset)
	}
	return table, data
}

// count adds a package with n claims and returns its ecosystem's index.
func (e *encoder) count(ecosystem string, n int) int {
	last := len(e.header.ecosystems) - 1
	if last < 0 || e.header.ecosystems[last].Name != ecosystem {
		e.header.ecosystems = append(e.header.ecosystems, Ecosystem{Name: ecosystem, Complete: e.complete(ecosystem)})
		last++
	}
	e.header.ecosystems[last].Packages++
	e.header.ecosystems[last].Claims += n
	return last
}

// append appends the code of the claim, which [cursor.claim] reads.
func (l *located) append(dst []byte) []byte {
	flags := l.flags &^ (flagExtra | flagBody)
	if len(l.extra) > 0 {
		flags |= flagExtra
	}
	if len(l.body) > 0 {
		flags |= flagBody
	}
	dst = appendUvarint(append(dst, flags), l.record.offset)
	if flags&flagExtra != 0 {
		dst = appendUvarint(dst, l.extraOffset)
	}
	return append(dst, l.body...)
}

// squeeze compresses the blocks on all processors.
func (e *encoder) squeeze() {
	if !e.compress {
		return
	}
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(e.blocks))
	for start := range workers {
		wg.Go(func() {
			var buf bytes.Buffer
			w, _ := flate.NewWriter(&buf, flate.BestCompression) // the level exists
			for i := start; i < len(e.blocks); i += workers {
				buf.Reset()
				w.Reset(&buf)
				w.Write(e.blocks[i].raw) // into memory
				w.Close()
				if buf.Len() < len(e.blocks[i].raw) {
					e.blocks[i].stored = bytes.Clone(buf.Bytes())
				}
			}
		})
	}
	wg.Wait()
}
