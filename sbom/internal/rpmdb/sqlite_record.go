package rpmdb

import "encoding/binary"

// maxColumns is the number of columns that are read of a record.
const maxColumns = 8

// column is a value of a record.
type column struct {
	data  []byte
	fixed int64 // of a value that takes no bytes
}

// record splits a record into its first columns ("Record Format"). It returns
// those in front of a break.
func record(data []byte) []column {
	size, n := varint(data)
	if n == 0 || size < uint64(n) || size > uint64(len(data)) {
		return nil
	}
	kinds, body := data[n:size], data[size:]
	var columns []column
	for len(kinds) > 0 && len(columns) < maxColumns {
		kind, n := varint(kinds)
		if n == 0 {
			return columns
		}
		kinds = kinds[n:]
		width := columnWidth(kind)
		if width > uint64(len(body)) {
			return columns
		}
		c := column{data: body[:width]}
		if kind == 9 {
			c.fixed = 1
		}
		columns = append(columns, c)
		body = body[width:]
	}
	return columns
}

// columnWidth returns how many bytes a value of a type takes.
func columnWidth(kind uint64) uint64 {
	switch {
	case kind >= 12:
		return (kind - 12) / 2
	case kind == 5:
		return 6
	case kind == 6 || kind == 7:
		return 8
	case kind <= 4:
		return kind
	default:
		return 0
	}
}

// number reads the column as an integer that is not negative.
func (c column) number() int64 {
	n := c.fixed
	for _, b := range c.data {
		n = n<<8 | int64(b)
	}
	return n
}

// varint reads a number of one to nine bytes, the highest bits first; n is 0 when
// the data ends within it.
func varint(data []byte) (v uint64, n int) {
	for n < 8 && n < len(data) {
		b := data[n]
		n++
		if v = v<<7 | uint64(b&0x7f); b < 0x80 {
			return v, n
		}
	}
	if n == 8 && len(data) > 8 {
		return v<<8 | uint64(data[8]), 9
	}
	return 0, 0
}

// The write-ahead log ("WAL-mode File Format").
const (
	logHead   = 32
	frameHead = 24
	logMagic  = 0x377f0682 // one more for checksums of big-endian words
)

// readLog finds the pages that the log holds anew: the last one of each number
// up to the last frame that ends a transaction. The log ends where a frame is of
// an older one or its checksum does not fit.
func (s *sqlite) readLog() {
	head := part(s.log, 0, logHead)
	if head == nil || binary.BigEndian.Uint32(head)&^1 != logMagic || int64(binary.BigEndian.Uint32(head[8:])) != int64(s.size) {
		return
	}
	var order binary.ByteOrder = binary.LittleEndian
	if binary.BigEndian.Uint32(head)&1 == 1 {
		order = binary.BigEndian
	}
	sum := checksum{order: order}
	if sum.add(head[:24]); !sum.is(head[24:]) {
		return
	}
	s.pages = map[uint32]int{}
	open := map[uint32]int{}
	for at := logHead; ; at += frameHead + s.size {
		frame := part(s.log, at, frameHead+s.size)
		if frame == nil || string(frame[8:16]) != string(head[16:24]) {
			return
		}
		sum.add(frame[:8])
		if sum.add(frame[frameHead:]); !sum.is(frame[16:]) {
			return
		}
		open[binary.BigEndian.Uint32(frame)] = at + frameHead
		if pages := binary.BigEndian.Uint32(frame[4:]); pages > 0 {
			s.count = pages
			for n, offset := range open {
				s.pages[n] = offset
			}
			clear(open)
		}
	}
}

// checksum is that of a log, over pairs of words.
type checksum struct {
	order binary.ByteOrder
	a, b  uint32
}

func (c *checksum) add(data []byte) {
	for ; len(data) >= 8; data = data[8:] {
		c.a += c.order.Uint32(data) + c.b
		c.b += c.order.Uint32(data[4:]) + c.a
	}
}

// is reports whether the checksum is the one written down.
func (c *checksum) is(data []byte) bool {
	return binary.BigEndian.Uint32(data) == c.a && binary.BigEndian.Uint32(data[4:]) == c.b
}
