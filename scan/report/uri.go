package report

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// appendPathURI appends a path as a URI reference (RFC 3986). A relative path
// gives a relative reference that no base can take for anything else: a colon
// or a leading slash cannot make a scheme or a host of it. Every byte outside
// the unreserved characters and a few harmless ones is percent-encoded, so
// that the path comes back byte for byte.
func appendPathURI(b []byte, path string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(path); i++ {
		c := path[i]
		if pathByte(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

// pathByte reports whether c stands for itself in a path.
func pathByte(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	}
	return strings.IndexByte("/-._~!$&'()*+,;=@", c) >= 0
}

// absoluteURL returns s if it is an absolute URL that a reader can follow and
// that is written as RFC 3986 wants it, else "".
func absoluteURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || !utf8.ValidString(s) {
		return ""
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}[]", c) >= 0 {
			return ""
		}
	}
	for i := strings.IndexByte(s, '%'); i >= 0; {
		if !isHex(s, i+1) || !isHex(s, i+2) {
			return ""
		}
		next := strings.IndexByte(s[i+1:], '%')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return s
}

func isHex(s string, i int) bool {
	return i < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[i]) >= 0
}
