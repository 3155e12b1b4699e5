package scan

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Order returns the byte order that a UTF-16 byte order mark gives, or
// nil. A UTF-32 mark is no UTF-16 mark.
func utf16Order(data []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")) && !bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")):
		return binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return binary.BigEndian
	default:
		return nil
	}
}

// decodeUTF16 returns text as UTF-8. Unpaired surrogates and a trailing odd
// byte become U+FFFD.
func decodeUTF16(data []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(data)/2+len(data)/8)
	for len(data) >= 2 {
		r := rune(order.Uint16(data))
		data = data[2:]
		if utf16.IsSurrogate(r) {
			r2 := rune(utf8.RuneError)
			if len(data) >= 2 {
				r2 = rune(order.Uint16(data))
			}
			if r = utf16.DecodeRune(r, r2); r != utf8.RuneError {
				data = data[2:]
			}
		}
		out = utf8.AppendRune(out, r)
	}
	if len(data) == 1 {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// chunkDecoder decodes content that comes in pieces as NewFile decodes it
// whole: without its byte order mark, and from UTF-16 where there is one.
type chunkDecoder struct {
	order binary.ByteOrder // nil for content that is passed on as it is
	mark  int              // bytes of the byte order mark still to cut off
	rest  []byte           // an incomplete character of the last piece
}

func newChunkDecoder(first []byte) *chunkDecoder {
	if order := utf16Order(first); order != nil {
		return &chunkDecoder{order: order, mark: 2}
	}
	if bytes.HasPrefix(first, []byte(utf8BOM)) {
		return &chunkDecoder{mark: len(utf8BOM)}
	}
	return &chunkDecoder{}
}

// offset returns how far offsets in the decoded text are behind those in the
// file, before the first piece is decoded.
func (d *chunkDecoder) offset() int {
	if d.order != nil {
		return 0 // offsets are those of the UTF-8 form
	}
	return d.mark
}

func (d *chunkDecoder) decode(chunk []byte) []byte {
	chunk, d.mark = chunk[d.mark:], 0
	if d.order == nil {
		return chunk
	}
	chunk = append(d.rest, chunk...)
	n := len(chunk) &^ 1
	if n >= 2 && isHighSurrogate(d.order.Uint16(chunk[n-2:])) {
		n -= 2
	}
	d.rest = bytes.Clone(chunk[n:])
	return decodeUTF16(chunk[:n], d.order)
}

// flush returns what an incomplete character at the end decodes to.
func (d *chunkDecoder) flush() []byte {
	if d.order == nil || len(d.rest) == 0 {
		return nil
	}
	return decodeUTF16(d.rest, d.order)
}

func isHighSurrogate(u uint16) bool { return u >= 0xd800 && u < 0xdc00 }
