package osv

import (
	"encoding/binary"
	"math"
	"time"
)

// The sections of an index are plain bytes: numbers as varints, strings
// with their length in front.

func appendUvarint(dst []byte, n int) []byte { return binary.AppendUvarint(dst, uint64(n)) }

func appendString[T string | []byte](dst []byte, s T) []byte {
	return append(appendUvarint(dst, len(s)), s...)
}

func appendStrings(dst []byte, list []string) []byte {
	dst = appendUvarint(dst, len(list))
	for _, s := range list {
		dst = appendString(dst, s)
	}
	return dst
}

func appendTime(dst []byte, t time.Time) []byte {
	if t.IsZero() {
		return binary.AppendVarint(dst, 0)
	}
	return binary.AppendVarint(dst, t.Unix())
}

// cursor reads a section from front to back. Behind the end, and behind what
// makes no sense, it has failed and reads zeros.
type cursor struct {
	data   []byte
	failed bool
}

func (c *cursor) fail() { c.data, c.failed = nil, true }

func (c *cursor) uint64() uint64 {
	n, size := binary.Uvarint(c.data)
	if size <= 0 {
		c.fail()
		return 0
	}
	c.data = c.data[size:]
	return n
}

func (c *cursor) int() int {
	n := c.uint64()
	if n > math.MaxInt32 {
		c.fail()
		return 0
	}
	return int(n)
}

func (c *cursor) byte() byte {
	if len(c.data) == 0 {
		c.fail()
		return 0
	}
	b := c.data[0]
	c.data = c.data[1:]
	return b
}

// bytes returns a string's bytes, which stay part of the section.
func (c *cursor) bytes() []byte {
	n := c.int()
	if n > len(c.data) {
		c.fail()
		return nil
	}
	b := c.data[:n:n]
	c.data = c.data[n:]
	return b
}

func (c *cursor) string() string { return string(c.bytes()) }

func (c *cursor) strings() []string {
	var list []string
	for n := c.int(); n > 0 && len(c.data) > 0; n-- {
		list = append(list, c.string())
	}
	return list
}

// skipStrings skips a list of items of as many strings each.
func (c *cursor) skipStrings(each int) {
	for n := c.int(); n > 0 && len(c.data) > 0; n-- {
		for range each {
			c.bytes()
		}
	}
}

func (c *cursor) time() time.Time {
	n, size := binary.Varint(c.data)
	if size <= 0 {
		c.fail()
		return time.Time{}
	}
	c.data = c.data[size:]
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
