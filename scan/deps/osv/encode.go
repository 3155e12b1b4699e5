package osv

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"
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

	claims  []located
	blocks  []rawBlock
	size    int    // of all blocks
	open    []byte // the block that is being filled
	extents []byte // section blocks
}

// located is a claim with its places in the details.
type located struct {
	*compiledClaim
	id              string
	advisory, extra int
}

// rawBlock is a block before and after compression.
type rawBlock struct{ raw, stored []byte }

// encode returns the index. The same records make the same bytes, whatever
// order they come in. The ids of the records are different ones.
func (e *encoder) encode(records []*compiled, replaced []byte) ([]byte, error) {
	records = slices.Clone(records)
	slices.SortFunc(records, func(a, b *compiled) int {
		return cmp.Or(strings.Compare(a.claims[0].name, b.claims[0].name), strings.Compare(a.id, b.id))
	})
	e.header.records = len(records)
	for _, c := range records {
		e.add(c)
	}
	e.flush()
	slices.SortStableFunc(e.claims, func(a, b located) int {
		return cmp.Or(strings.Compare(a.ecosystem, b.ecosystem), strings.Compare(a.name, b.name), strings.Compare(a.id, b.id))
	})
	table, claims := e.layOut()
	if e.size > math.MaxInt32 || len(claims) > math.MaxInt32 {
		return nil, errTooLarge
	}
	e.squeeze()
	details := 0
	for _, b := range e.blocks {
		details += len(b.stored)
		e.extents = binary.LittleEndian.AppendUint32(e.extents, uint32(len(b.raw)))
		e.extents = binary.LittleEndian.AppendUint32(e.extents, uint32(len(b.stored)))
		e.extents = binary.LittleEndian.AppendUint32(e.extents, checksum(b.stored))
	}
	e.header.details = int64(details)
	sections := [sectionCount][]byte{table, claims, replaced, e.extents}
	size := details
	for i, s := range sections {
		e.header.sections[i] = section{int64(len(s)), checksum(s)}
		size += len(s)
	}
	head := e.header.append(nil)
	file := slices.Grow(head, size)
	for _, s := range sections {
		file = append(file, s...)
	}
	for _, b := range e.blocks {
		file = append(file, b.stored...)
	}
	return file, nil
}

// add puts a record into a block and notes its claims.
func (e *encoder) add(c *compiled) {
	if c.modified.After(e.header.modified) {
		e.header.modified = c.modified
	}
	size := len(c.details)
	for i := range c.claims {
		size += len(c.claims[i].extra)
	}
	if len(e.open) > 0 && len(e.open)+size > blockSize {
		e.flush()
	}
	advisory := e.size + len(e.open)
	e.open = append(e.open, c.details...)
	for i := range c.claims {
		l := located{compiledClaim: &c.claims[i], id: c.id, advisory: advisory}
		if l.compiledClaim.extra != nil {
			l.extra = e.size + len(e.open)
			e.open = append(e.open, l.compiledClaim.extra...)
		}
		e.claims = append(e.claims, l)
	}
}

// flush ends the open block.
func (e *encoder) flush() {
	if len(e.open) == 0 {
		return
	}
	raw := slices.Clone(e.open)
	e.blocks = append(e.blocks, rawBlock{raw, raw})
	e.size += len(raw)
	e.open = e.open[:0]
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
	if l.compiledClaim.extra != nil {
		flags |= flagExtra
	}
	if len(l.body) > 0 {
		flags |= flagBody
	}
	dst = appendUvarint(append(dst, flags), l.advisory)
	if flags&flagExtra != 0 {
		dst = appendUvarint(dst, l.extra)
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
