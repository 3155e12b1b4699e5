package secrets

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"
)

// published holds [publishedTable] for looking values up.
var published = sync.OnceValue(func() (set struct {
	lengths [129]bool
	known   []sample64
}) {
	set.known = publishedTable()
	for _, p := range set.known {
		set.lengths[p.length] = true
	}
	return set
})

// isPublished reports whether a value is a sample that its issuer published,
// which gives access to nothing, or to nothing that matters.
func isPublished(value []byte) bool {
	set := published()
	if len(value) >= len(set.lengths) || !set.lengths[len(value)] {
		return false
	}
	sum := sha256.Sum256(value)
	return slices.Contains(set.known, sample64{len(value), binary.BigEndian.Uint64(sum[:])})
}
