package secrets

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// hexadecimal and base64Name are encodings as messages name them.
const (
	hexadecimal = "hexadecimal"
	base64Name  = "base64"
)

// decoding is the working memory of decoding.
type decoding struct {
	inflateBudget int    // bytes that may still come out of compressed text
	decoded       []byte // of a run
	narrowed      []byte // from UTF-16
	lines         []span // of a wrapped run
	joined        []byte // its digits
	packed        bytes.Reader
	unpacker      *gzip.Reader // once there was something to unpack
	inflated      bytes.Buffer
}

// decode returns the text that a run stands for, in the scanner's own memory,
// and completes the run. UTF-16, as of PowerShell's -EncodedCommand, comes out
// as UTF-8; what gzip made small is unpacked, as far as the bounds go.
func (s *scanner) decode(r *run) ([]byte, bool) {
	r.encoding, r.perDigits, r.perBytes = hexadecimal, 2, 1
	out, ok := decodeHex(s.decoded[:0], r.digits)
	if !ok {
		r.encoding, r.perDigits, r.perBytes = base64Name, 4, 3
		out, ok = decodeBase64(s.decoded[:0], r.digits)
	}
	if cap(out) > cap(s.decoded) {
		s.decoded = out
	}
	if !ok {
		return nil, false
	}
	if low := wideText(out); low >= 0 {
		s.narrowed = appendNarrow(s.narrowed[:0], out, low)
		r.encoding += " of UTF-16"
		r.perDigits *= 2
		return s.narrowed, true
	}
	if compressed(out) {
		r.encoding += " of gzip"
		r.perDigits, r.perBytes = 0, 0
		return s.inflate(out)
	}
	return out, true
}

// decodeHex appends the bytes of hexadecimal text, if it is that and worth a
// look.
func decodeHex(out, raw []byte) ([]byte, bool) {
	if len(raw)%2 != 0 {
		return out, false
	}
	for _, c := range raw[:min(len(raw), 2*printableHead)] {
		if !isHex(c) {
			return out, false
		}
	}
	head, err := hex.AppendDecode(out, raw[:min(len(raw), 2*printableHead)])
	if err != nil || !promising(head) {
		return head, false
	}
	out, err = hex.AppendDecode(out, raw)
	return out, err == nil
}

// decodeBase64 appends the bytes of base64 text in either alphabet, as far as
// it goes, if they are worth a look. The head is tried first, so that pictures
// and archives cost little.
func decodeBase64(out, raw []byte) ([]byte, bool) {
	encoding := base64.RawStdEncoding
	for _, c := range raw {
		if c == '-' || c == '_' {
			encoding = base64.RawURLEncoding
			break
		}
	}
	head, err := encoding.AppendDecode(out, raw[:min(len(raw), printableHead/3*4)])
	if err != nil || !promising(head) {
		return head, false
	}
	if len(raw)%4 == 1 {
		raw = raw[:len(raw)-1] // cut off in the middle
	}
	out, err = encoding.AppendDecode(out, raw)
	return out, err == nil
}

// begins reports whether digits begin as those of something worth a look do.
func (s *scanner) begins(digits []byte) bool {
	head := digits[:min(len(digits), 2*printableHead)]
	_, isHex := decodeHex(s.decoded[:0], head)
	_, isBase64 := decodeBase64(s.decoded[:0], head)
	return isHex || isBase64
}

// promising reports whether decoded bytes begin as text does, or as
// compressed text.
func promising(head []byte) bool {
	return readable(head) || wideText(head) >= 0 || compressed(head)
}

// readable reports whether decoded bytes begin as a text does.
func readable(text []byte) bool {
	return len(text) > 0 && printable(text[:min(len(text), printableHead)])
}

// wideText returns which byte of a pair is the low one if decoded bytes begin
// as UTF-16 text of ASCII characters does, with or without a byte order mark,
// or -1.
func wideText(text []byte) int {
	low := -1
	switch {
	case len(text) < printableHead:
		return -1
	case text[0] == 0xff && text[1] == 0xfe, text[1] == 0:
		low = 0
	case text[0] == 0xfe && text[1] == 0xff, text[0] == 0:
		low = 1
	default:
		return -1
	}
	for i := 2; i+1 < printableHead; i += 2 {
		if text[i+1-low] != 0 || !printable(text[i+low:i+low+1]) {
			return -1
		}
	}
	return low
}

// appendNarrow appends UTF-16 text as UTF-8.
func appendNarrow(out, text []byte, low int) []byte {
	unit := func(i int) rune { return rune(text[i+1-low])<<8 | rune(text[i+low]) }
	for i := 0; i+1 < len(text); i += 2 {
		c := unit(i)
		if utf16.IsSurrogate(c) && i+3 < len(text) {
			if c = utf16.DecodeRune(c, unit(i+2)); c != utf8.RuneError {
				i += 2
			}
		}
		out = utf8.AppendRune(out, c)
	}
	return out
}

// compressed reports whether bytes begin as a gzip stream of RFC 1952 does.
func compressed(text []byte) bool { return bytes.HasPrefix(text, []byte("\x1f\x8b\x08")) }

// inflate unpacks a gzip stream, which may be cut off, up to the bounds.
func (s *scanner) inflate(packed []byte) ([]byte, bool) {
	if s.inflateBudget <= 0 {
		s.limits.budget = true
		return nil, false
	}
	s.packed.Reset(packed)
	if s.unpacker == nil {
		s.unpacker = new(gzip.Reader)
	}
	if err := s.unpacker.Reset(&s.packed); err != nil {
		return nil, false // the magic bytes by chance
	}
	limit := min(longestStream, s.inflateBudget)
	s.inflated.Reset()
	n, err := io.Copy(&s.inflated, io.LimitReader(s.unpacker, int64(limit)))
	s.inflateBudget -= int(n)
	s.limits.compressed = s.limits.compressed || err != nil || int(n) == limit
	return s.inflated.Bytes(), readable(s.inflated.Bytes())
}
