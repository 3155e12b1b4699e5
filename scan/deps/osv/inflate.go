package osv

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// inflater unpacks what RFC 1951 describes, from memory into memory. Records are
// small: package compress/flate takes more time than all else that is done with
// them, since it reads byte by byte, and copies what it unpacks twice. Its zero
// value is ready to use, by one goroutine at a time.
type inflater struct {
	in   []byte
	at   int    // what of in was read
	bits uint64 // those read ahead, the next one is the lowest
	n    uint   // how many those are
	out  []byte
	most int // bytes of out

	lengths       [maxLiterals + maxDistances]byte
	first, second huffman // of literals and lengths, of distances
}

// The alphabets of RFC 1951, section 3.2.7.
const (
	maxLiterals  = 286
	maxDistances = 30
	endOfBlock   = 256
)

// The errors about packed data.
var (
	errPacked    = errors.New("packed data is damaged")
	errPackedEnd = errors.New("packed data is cut short")
	errUnpacked  = errors.New("unpacked data is too large")
)

// unpack appends what in is unpacked to, and what lies before it in out counts
// for nothing. It is an error when out becomes longer than most bytes. What comes
// behind the last block is left alone.
func (f *inflater) unpack(out, in []byte, most int) ([]byte, error) {
	f.in, f.at, f.bits, f.n, f.out, f.most = in, 0, 0, 0, out[:0], most
	for {
		head, err := f.take(3)
		if err != nil {
			return nil, err
		}
		switch head >> 1 {
		case 0:
			err = f.stored()
		case 1:
			f.fixed()
			err = f.block()
		case 2:
			if err = f.dynamic(); err == nil {
				err = f.block()
			}
		default:
			err = errPacked
		}
		if err != nil {
			return nil, err
		}
		if head&1 != 0 {
			return f.out, nil
		}
	}
}

// fill reads ahead, 56 bits at least if there are as many.
func (f *inflater) fill() {
	if f.at+8 <= len(f.in) {
		f.bits |= binary.LittleEndian.Uint64(f.in[f.at:]) << f.n
		f.at += int((63 - f.n) >> 3)
		f.n |= 56
		return
	}
	for f.n <= 56 && f.at < len(f.in) {
		f.bits |= uint64(f.in[f.at]) << f.n
		f.at++
		f.n += 8
	}
}

// take returns the next bits.
func (f *inflater) take(n uint) (int, error) {
	if f.n < n {
		if f.fill(); f.n < n {
			return 0, errPackedEnd
		}
	}
	v := int(f.bits & (1<<n - 1))
	f.bits >>= n
	f.n -= n
	return v, nil
}

// stored reads a block that is not packed.
func (f *inflater) stored() error {
	f.bits >>= f.n & 7
	f.n &^= 7
	head, err := f.take(32)
	if err != nil {
		return err
	}
	n := head & 0xffff
	if n != ^head>>16&0xffff {
		return errPacked
	}
	for ; n > 0 && f.n > 0; n-- { // what was read ahead
		c, err := f.take(8)
		if err != nil {
			return err
		}
		f.out = append(f.out, byte(c))
	}
	switch {
	case n > len(f.in)-f.at:
		return errPackedEnd
	case len(f.out)+n > f.most:
		return errUnpacked
	}
	if f.n == 0 {
		f.bits = 0
	}
	f.out = append(f.out, f.in[f.at:f.at+n]...)
	f.at += n
	return nil
}

// fixed sets the codes that need no description.
func (f *inflater) fixed() {
	var lengths [maxLiterals + 2]byte
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	f.first.set(lengths[:])
	var distances [maxDistances + 2]byte
	for i := range distances {
		distances[i] = 5
	}
	f.second.set(distances[:])
}

// dynamic reads the codes of a block.
func (f *inflater) dynamic() error {
	head, err := f.take(14)
	if err != nil {
		return err
	}
	literals, distances, n := head&31+257, head>>5&31+1, head>>10+4
	if literals > maxLiterals || distances > maxDistances {
		return errPacked
	}
	var lengths [19]byte
	order := [len(lengths)]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	for _, at := range order[:n] {
		v, err := f.take(3)
		if err != nil {
			return err
		}
		lengths[at] = byte(v)
	}
	if !f.first.set(lengths[:]) {
		return errPacked
	}
	if err := f.readLengths(f.lengths[:literals+distances]); err != nil {
		return err
	}
	if !f.first.set(f.lengths[:literals]) || !f.second.set(f.lengths[literals:literals+distances]) {
		return errPacked
	}
	return nil
}

// readLengths reads the lengths of codes, which are packed themselves.
func (f *inflater) readLengths(lengths []byte) error {
	for i := 0; i < len(lengths); {
		f.fill()
		symbol, err := f.symbol(&f.first)
		if err != nil {
			return err
		}
		if symbol < 16 {
			lengths[i] = byte(symbol)
			i++
			continue
		}
		repeat := [3]struct {
			bits uint
			base int
		}{{2, 3}, {3, 3}, {7, 11}}[symbol-16]
		n, err := f.take(repeat.bits)
		if err != nil {
			return err
		}
		n += repeat.base
		value := byte(0)
		if symbol == 16 {
			if i == 0 {
				return errPacked
			}
			value = lengths[i-1]
		}
		if n > len(lengths)-i {
			return errPacked
		}
		for ; n > 0; n-- {
			lengths[i] = value
			i++
		}
	}
	return nil
}

// symbol returns the next symbol. The bits must have been read ahead.
func (f *inflater) symbol(h *huffman) (int, error) {
	if e := uint(h.table[f.bits&h.mask&(1<<tableBits-1)]); e != 0 && e&15 <= f.n {
		f.bits >>= e & 15
		f.n -= e & 15
		return int(e >> 4), nil
	}
	symbol, n := h.find(f.bits)
	switch {
	case n > f.n:
		return 0, errPackedEnd
	case n == 0:
		if f.n < maxCode {
			return 0, errPackedEnd
		}
		return 0, errPacked
	}
	f.bits >>= n
	f.n -= n
	return symbol, nil
}

// block reads a packed block.
func (f *inflater) block() error {
	for {
		f.literals()
		f.fill()
		symbol, err := f.symbol(&f.first)
		switch {
		case err != nil:
			return err
		case symbol < endOfBlock:
			if len(f.out) >= f.most {
				return errUnpacked
			}
			f.out = append(f.out, byte(symbol))
			continue
		case symbol == endOfBlock:
			return nil
		case symbol >= maxLiterals:
			return errPacked
		}
		length, err := f.more(lengthBase(symbol - endOfBlock - 1))
		if err != nil {
			return err
		}
		if symbol, err = f.symbol(&f.second); err != nil {
			return err
		}
		if symbol >= maxDistances {
			return errPacked
		}
		distance, err := f.more(distanceBase(symbol))
		if err != nil {
			return err
		}
		if err := f.repeat(length, distance); err != nil {
			return err
		}
	}
}

// literals reads the bytes that come next, as long as that is simple: it is what
// takes the time, so the state is kept at hand.
func (f *inflater) literals() {
	in, at, ahead, n, out, mask := f.in, f.at, f.bits, f.n, f.out, f.first.mask
	for at+8 <= len(in) && len(out) < f.most {
		if n < maxCode {
			ahead |= binary.LittleEndian.Uint64(in[at:]) << n
			at += int((63 - n) >> 3)
			n |= 56
		}
		e := f.first.table[ahead&mask&(1<<tableBits-1)]
		if e == 0 || e >= endOfBlock<<4 {
			break
		}
		ahead >>= e & 15
		n -= uint(e & 15)
		out = append(out, byte(e>>4))
	}
	f.at, f.bits, f.n, f.out = at, ahead, n, out
}

// more adds as many bits to a number.
func (f *inflater) more(base int, n uint) (int, error) {
	if n == 0 {
		return base, nil
	}
	v, err := f.take(n)
	return base + v, err
}

// lengthBase returns the least length of a symbol, and how many bits are to be
// added.
func lengthBase(symbol int) (base int, n uint) {
	switch {
	case symbol < 8:
		return symbol + 3, 0
	case symbol == 28:
		return 258, 0
	}
	n = uint(symbol)>>2 - 1
	return (symbol&3+4)<<n + 3, n
}

// distanceBase does so for distances.
func distanceBase(symbol int) (base int, n uint) {
	if symbol < 4 {
		return symbol + 1, 0
	}
	n = uint(symbol)>>1 - 1
	return (symbol&1+2)<<n + 1, n
}

// repeat appends what came before once more.
func (f *inflater) repeat(length, distance int) error {
	at := len(f.out) - distance
	switch {
	case at < 0 || distance > 1<<15:
		return errPacked
	case len(f.out)+length > f.most:
		return errUnpacked
	case distance >= length:
		f.out = append(f.out, f.out[at:at+length]...)
		return nil
	}
	for range length {
		f.out = append(f.out, f.out[at])
		at++
	}
	return nil
}

const (
	maxCode   = 15 // bits
	tableBits = 9
)

// huffman is a code of symbols: a table of the short codes, and what it takes to
// find the others bit by bit.
type huffman struct {
	table   [1 << tableBits]uint16 // symbol<<4 | length; 0 where there is none
	mask    uint64                 // of the bits that index the table
	count   [maxCode + 1]uint16    // codes by their length
	symbols [maxLiterals + 2]uint16
}

// set makes the code that lengths describe, and reports whether there is one: as
// in package compress/flate, no symbol at all is one, and so is a single one of
// one bit.
func (h *huffman) set(lengths []byte) bool {
	h.count = [maxCode + 1]uint16{}
	for _, n := range lengths {
		h.count[n]++
	}
	used := len(lengths) - int(h.count[0])
	h.count[0] = 0
	var next [maxCode + 2]uint16 // code
	var start [maxCode + 2]uint16
	left, longest := 1, 0
	for n := 1; n <= maxCode; n++ {
		left = left<<1 - int(h.count[n])
		if left < 0 {
			return false
		}
		if h.count[n] > 0 {
			longest = n
		}
		next[n+1] = (next[n] + h.count[n]) << 1
		start[n+1] = start[n] + h.count[n]
	}
	if left > 0 && used != 0 && (used != 1 || h.count[1] != 1) {
		return false
	}
	table := h.table[:1<<min(longest, tableBits)]
	h.mask = uint64(len(table) - 1)
	clear(table)
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		h.symbols[start[n]] = uint16(symbol)
		start[n]++
		code := next[n]
		next[n]++
		if n > tableBits {
			continue
		}
		entry := uint16(symbol)<<4 | uint16(n)
		for i := int(bits.Reverse16(code) >> (16 - n)); i < len(table); i += 1 << n {
			table[i] = entry
		}
	}
	return true
}

// find returns the symbol that bits begin with and the length of its code, zero
// when there is none.
func (h *huffman) find(ahead uint64) (symbol int, n uint) {
	code, first, index := 0, 0, 0
	for n := uint(1); n <= maxCode; n++ {
		code |= int(ahead & 1)
		ahead >>= 1
		count := int(h.count[n])
		if code-first < count {
			return int(h.symbols[index+code-first]), n
		}
		index += count
		first = (first + count) << 1
		code <<= 1
	}
	return 0, 0
}
