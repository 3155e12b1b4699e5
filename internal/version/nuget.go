package version

import (
	"strconv"
	"strings"
)

// NuGet (NuGet.Versioning, VersionComparer) has a fourth number and ignores
// case. An identifier of a pre-release is a number only if it fits into 32
// bits with a sign.
func encodeNuGet(dst []byte, s string) ([]byte, error) {
	core, _, _ := strings.Cut(cutV(s), "+")
	dst, rest, err := appendRelease(dst, core, 4)
	if err != nil {
		return nil, err
	}
	return appendPreRelease(dst, strings.ToUpper(rest), func(ident string) bool {
		_, err := strconv.ParseInt(ident, 10, 32)
		return err == nil && allDigits(ident)
	})
}
