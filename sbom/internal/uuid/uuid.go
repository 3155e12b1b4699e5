// Package uuid derives identifiers from content.
package uuid

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// namespace is that of URLs (RFC 9562, section 6.6).
const namespace = "\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8"

// Of returns the UUID of version 5 (RFC 9562, section 5.5) whose name is the
// URN of the content's SHA-256: the same content has the same UUID.
func Of(content []byte) string {
	sum := sha256.Sum256(content)
	h := sha1.Sum([]byte(namespace + "urn:sha256:" + hex.EncodeToString(sum[:])))
	u := h[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}
