package secrets

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// decoder turns the bytes of a file into the text that [scan.File.Bytes]
// gives: without a UTF-8 byte order mark, and as UTF-8 where a mark says that
// it is UTF-16. The zero value is ready.
type decoder struct {
	held  []byte // bytes that could not be decoded yet
	order binary.ByteOrder
	begun bool
	bom   int // length of a UTF-8 mark that was cut off
}

// append decodes piece and appends the text to dst.
func (d *decoder) append(dst, piece []byte) []byte {
	if d.begun && d.order == nil {
		return append(dst, piece...)
	}
	d.held = append(d.held, piece...)
	if !d.begun {
		if len(d.held) < 4 {
			return dst
		}
		d.begin()
	}
	return d.drain(dst, false)
}

// flush appends what is held at the end of the file.
func (d *decoder) flush(dst []byte) []byte {
	if !d.begun {
		d.begin()
	}
	return d.drain(dst, true)
}

// begin looks at the first bytes.
func (d *decoder) begin() {
	d.begun = true
	switch {
	case bytes.HasPrefix(d.held, []byte("\xef\xbb\xbf")):
		d.held, d.bom = d.held[3:], 3
	case bytes.HasPrefix(d.held, []byte("\xff\xfe")) && !bytes.HasPrefix(d.held, []byte("\xff\xfe\x00\x00")):
		d.held, d.order = d.held[2:], binary.LittleEndian
	case bytes.HasPrefix(d.held, []byte("\xfe\xff")):
		d.held, d.order = d.held[2:], binary.BigEndian
	}
}

// drain decodes what is held; before the end it leaves the last unit, which
// may be half of a character.
func (d *decoder) drain(dst []byte, last bool) []byte {
	if d.order == nil {
		dst, d.held = append(dst, d.held...), nil
		return dst
	}
	text := d.held
	for len(text) >= 4 || last && len(text) >= 2 {
		r := rune(d.order.Uint16(text))
		text = text[2:]
		if utf16.IsSurrogate(r) {
			second := rune(utf8.RuneError)
			if len(text) >= 2 {
				second = rune(d.order.Uint16(text))
			}
			if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
				text = text[2:]
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	if last && len(text) == 1 {
		dst = utf8.AppendRune(dst, utf8.RuneError)
		text = nil
	}
	d.held = append(d.held[:0], text...)
	return dst
}
