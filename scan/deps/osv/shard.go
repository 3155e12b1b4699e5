package osv

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"sort"
	"sync"
)

// shard is an index with the advisories about one ecosystem. Its match sections
// are read as a whole when they are first needed, its blocks one by one. It is
// safe for concurrent use.
type shard struct {
	*header
	source io.ReaderAt

	once     sync.Once
	err      error // of loading
	table    []byte
	claims   []byte
	replaced []byte
	blocks   []block

	mu     sync.Mutex
	recent []recentBlock // the last used comes last
}

// block is where a block lies.
type block struct {
	start  int // in the details before compression
	size   int
	at     int64 // in the index
	stored int
	sum    uint32
	raw    []byte // of an index that was made here
}

type recentBlock struct {
	index int
	data  []byte
}

// recentBlocks is how many blocks a shard keeps as they were before
// compression.
const recentBlocks = 8

// memory is an index in memory, from which nothing needs to be copied.
type memory []byte

// ReadAt implements [io.ReaderAt].
func (m memory) ReadAt(p []byte, at int64) (int, error) { return bytes.NewReader(m).ReadAt(p, at) }

// openShard reads an index's header.
func openShard(r io.ReaderAt, size int64) (*shard, error) {
	h, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	return &shard{header: h, source: r}, nil
}

// load reads the match sections, once.
func (s *shard) load() error {
	s.once.Do(func() { s.err = s.read() })
	return s.err
}

func (s *shard) read() error {
	var sections [sectionCount][]byte
	for i, at := range s.sections {
		data, err := s.bytes(s.offset(i), at.length)
		if err != nil {
			return err
		}
		if checksum(data) != at.sum {
			return fmt.Errorf("%w: a section of %s has another checksum", ErrDamaged, s.ecosystem)
		}
		sections[i] = data
	}
	s.table, s.claims, s.replaced = sections[sectionTable], sections[sectionClaims], sections[sectionReplaced]
	if s.divide(sections[sectionBlocks]) != s.self.size {
		return fmt.Errorf("%w: the blocks of %s do not fill it", ErrDamaged, s.ecosystem)
	}
	return nil
}

// divide sets where the blocks lie, and returns where the last one ends.
func (s *shard) divide(extents []byte) (end int64) {
	at, start := s.offset(sectionCount), 0
	s.blocks = make([]block, 0, len(extents)/blockEntry)
	for b := extents; len(b) > 0; b = b[blockEntry:] {
		next := block{
			start: start, size: int(binary.LittleEndian.Uint32(b)), at: at,
			stored: int(binary.LittleEndian.Uint32(b[4:])), sum: binary.LittleEndian.Uint32(b[8:]),
		}
		at, start = at+int64(next.stored), start+next.size
		s.blocks = append(s.blocks, next)
	}
	return at
}

// bytes returns a part of the index, which was found to lie inside of it.
func (s *shard) bytes(at, n int64) ([]byte, error) {
	if m, ok := s.source.(memory); ok {
		return m[at : at+n : at+n], nil
	}
	data := make([]byte, n)
	return data, readFull(s.source, data, at)
}

// find appends the claims about a package of the ecosystem with an index, whose
// normal name is given.
func (s *shard) find(dst []Claim, eco int, name []byte) []Claim {
	hash := hashName(eco, name)
	n := len(s.table) / tableEntry
	i, _ := sort.Find(n, func(i int) int {
		switch at := binary.LittleEndian.Uint64(s.table[i*tableEntry:]); {
		case hash < at:
			return -1
		case hash > at:
			return 1
		}
		return 0
	})
	for ; i < n; i++ {
		entry := s.table[i*tableEntry:]
		if binary.LittleEndian.Uint64(entry) != hash {
			break
		}
		in := cursor{data: s.claims[min(int64(binary.LittleEndian.Uint32(entry[8:])), int64(len(s.claims))):]}
		if in.int() == eco && string(in.bytes()) == string(name) {
			return s.appendClaims(dst, &in)
		}
	}
	return dst
}

func (s *shard) appendClaims(dst []Claim, in *cursor) []Claim {
	for n := in.int(); n > 0 && len(in.data) > 0; n-- {
		c := in.claim()
		c.shard = s
		dst = append(dst, c)
	}
	return dst
}

// replaces reports whether an overlay replaces the record of its base that
// begins at an offset.
func (s *shard) replaces(advisory int) bool {
	n := len(s.replaced) / replacedEntry
	_, found := sort.Find(n, func(i int) int {
		return advisory - int(binary.LittleEndian.Uint32(s.replaced[i*replacedEntry:]))
	})
	return found
}

// advisory returns the details of a claim.
func (s *shard) advisory(c Claim) (*Advisory, error) {
	in, err := s.at(c.advisory)
	if err != nil {
		return nil, err
	}
	a := in.advisory()
	if c.flags&flagExtra != 0 {
		if in, err = s.at(c.extra); err != nil {
			return nil, err
		}
		in.extra(a)
	}
	if in.failed || a.ID == "" {
		return nil, fmt.Errorf("%w: an advisory of %s makes no sense", ErrDamaged, s.ecosystem)
	}
	return a, nil
}

// at returns a cursor on the details from an offset to the end of its block.
func (s *shard) at(offset int) (cursor, error) {
	i := sort.Search(len(s.blocks), func(i int) bool { return s.blocks[i].start+s.blocks[i].size > offset })
	if i == len(s.blocks) || offset < s.blocks[i].start {
		return cursor{}, fmt.Errorf("%w: %s has no advisory at %d", ErrDamaged, s.ecosystem, offset)
	}
	data, err := s.block(i)
	if err != nil {
		return cursor{}, err
	}
	return cursor{data: data[offset-s.blocks[i].start:]}, nil
}

// block returns a block as it was before compression.
func (s *shard) block(i int) ([]byte, error) {
	b := s.blocks[i]
	if _, ok := s.source.(memory); b.raw != nil || ok && b.stored == b.size {
		return s.unpack(b) // nothing is copied
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := slices.IndexFunc(s.recent, func(r recentBlock) bool { return r.index == i }); at >= 0 {
		r := s.recent[at]
		s.recent = append(slices.Delete(s.recent, at, at+1), r)
		return r.data, nil
	}
	data, err := s.unpack(b)
	if err != nil {
		return nil, err
	}
	if len(s.recent) == recentBlocks {
		s.recent = slices.Delete(s.recent, 0, 1)
	}
	s.recent = append(s.recent, recentBlock{i, data})
	return data, nil
}

// unpack reads a block.
func (s *shard) unpack(b block) ([]byte, error) {
	if b.raw != nil {
		return b.raw, nil
	}
	stored, err := s.bytes(b.at, int64(b.stored))
	if err != nil {
		return nil, err
	}
	if checksum(stored) != b.sum {
		return nil, fmt.Errorf("%w: a block of %s has another checksum", ErrDamaged, s.ecosystem)
	}
	if b.stored == b.size {
		return stored, nil
	}
	var buf bytes.Buffer
	buf.Grow(min(b.size, 2*blockSize))
	n, err := io.Copy(&buf, io.LimitReader(flate.NewReader(bytes.NewReader(stored)), int64(b.size)+1))
	if err != nil || n != int64(b.size) {
		return nil, fmt.Errorf("%w: a block of %s cannot be unpacked", ErrDamaged, s.ecosystem)
	}
	return buf.Bytes(), nil
}

// rewrite writes the shard with its blocks compressed: the same bytes as those
// that its records make, with none of them decoded.
func (s *shard) rewrite(w io.Writer) error {
	if err := s.load(); err != nil {
		return err
	}
	e := encoder{header: *s.header, compress: true, blocks: make([]rawBlock, len(s.blocks))}
	e.sections = [sectionCount][]byte{sectionTable: s.table, sectionClaims: s.claims, sectionReplaced: s.replaced}
	for i, b := range s.blocks {
		raw, err := s.unpack(b)
		if err != nil {
			return err
		}
		e.blocks[i] = rawBlock{raw, raw}
	}
	e.seal()
	return e.write(w)
}

// records returns all that the shard holds, to build another one from, by the
// offsets of the details.
func (s *shard) records() (map[int]*compiled, error) {
	if err := s.load(); err != nil {
		return nil, err
	}
	byOffset := map[int]*compiled{}
	var claims []Claim
	for in := (cursor{data: s.claims}); len(in.data) > 0; {
		eco, name := in.int(), in.string()
		if eco >= len(s.ecosystems) {
			return nil, fmt.Errorf("%w: a claim of %s makes no sense", ErrDamaged, s.ecosystem)
		}
		claims = s.appendClaims(claims[:0], &in)
		for _, c := range claims {
			if err := s.recover(byOffset, c, s.ecosystems[eco].Name, name); err != nil {
				return nil, err
			}
		}
	}
	return byOffset, nil
}

// recover adds a claim to its record, which may be new.
func (s *shard) recover(records map[int]*compiled, c Claim, ecosystem, name string) error {
	r := records[c.advisory]
	if r == nil {
		in, err := s.at(c.advisory)
		if err != nil {
			return err
		}
		begin := in.data
		id, modified := in.skipAdvisory()
		if id == "" || in.failed {
			return fmt.Errorf("%w: an advisory of %s makes no sense", ErrDamaged, s.ecosystem)
		}
		r = &compiled{id: id, modified: modified, details: string(begin[:len(begin)-len(in.data)])}
		records[c.advisory] = r
	}
	cc := compiledClaim{ecosystem: ecosystem, name: name, flags: c.flags, body: c.body()}
	if c.flags&flagExtra != 0 {
		in, err := s.at(c.extra)
		if err != nil {
			return err
		}
		begin := in.data
		in.severity()
		in.bytes()
		cc.extra = begin[:len(begin)-len(in.data)]
	}
	r.claims = append(r.claims, cc)
	return nil
}
