package entry

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// SRI reads subresource integrity as npm writes it (W3C Subresource Integrity,
// section 3.5): algorithm-base64 values separated by spaces, perhaps with
// options behind a question mark. What is not of that form is left out.
func SRI(text string) []scan.Hash {
	var list []scan.Hash
	for _, item := range strings.Fields(text) {
		algorithm, value, ok := strings.Cut(item, "-")
		value, _, _ = strings.Cut(value, "?")
		raw, err := base64.StdEncoding.DecodeString(value)
		if ok && err == nil && len(raw) == size(algorithm) {
			list = append(list, scan.Hash{Algorithm: strings.ToLower(algorithm), Value: hex.EncodeToString(raw)})
		}
	}
	return list
}

// Hex reads "algorithm:hex", or hex alone with the algorithm given. What is
// not of that form yields nothing.
func Hex(algorithm, text string) []scan.Hash {
	if a, v, ok := strings.Cut(text, ":"); ok {
		algorithm, text = a, v
	}
	algorithm = strings.ToLower(algorithm)
	if raw, err := hex.DecodeString(text); err != nil || len(raw) == 0 || len(raw) != size(algorithm) {
		return nil
	}
	return []scan.Hash{{Algorithm: algorithm, Value: strings.ToLower(text)}}
}

// SortHashes sorts by algorithm and value and drops repeats.
func SortHashes(list []scan.Hash) []scan.Hash {
	slices.SortFunc(list, func(a, b scan.Hash) int {
		return strings.Compare(a.Algorithm+":"+a.Value, b.Algorithm+":"+b.Value)
	})
	return slices.Compact(list)
}

// size returns the length in bytes of an algorithm's digests, -1 for an unknown
// one.
func size(algorithm string) int {
	switch strings.ToLower(algorithm) {
	case "md5":
		return 16
	case "sha1":
		return 20
	case "sha256", "blake2s":
		return 32
	case "sha384":
		return 48
	case "sha512", "blake2b":
		return 64
	default:
		return -1
	}
}
