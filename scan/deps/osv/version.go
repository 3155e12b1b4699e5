package osv

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/internal/version"
)

// ErrVersion is wrapped by errors about versions that cannot be ordered: those
// that are none in their ecosystem, those that its tool merely sorts somewhere, such as
// "not-a-version" on PyPI or a branch of Packagist, and all of an ecosystem whose order
// is not known.
var ErrVersion = errors.New("version cannot be ordered")

// Version is a version of a package, parsed once to be compared with any number
// of [Claim] values. The zero value stands for a version that is not known.
type Version struct {
	text string
	key  version.Key
}

// ParseVersion parses a version of a package. With an error, which wraps
// [ErrVersion], comes a Version that is compared by its text only.
func ParseVersion(ecosystem, text string) (Version, error) {
	v := Version{text: text}
	if strings.TrimSpace(text) == "" {
		return v, fmt.Errorf("%w: it is empty", ErrVersion)
	}
	scheme, ok := version.Of(ecosystem)
	if !ok {
		return v, fmt.Errorf("%w: the order of %q is not known", ErrVersion, ecosystem)
	}
	key, err := scheme.Place(text)
	if err != nil {
		return v, fmt.Errorf("%w: %w", ErrVersion, err)
	}
	v.key = key
	return v, nil
}

// String returns the version as it was given.
func (v Version) String() string { return v.text }

// Compare returns -1, 0 or 1 as v is lower than, equal to or higher than other,
// which must be of the same ecosystem. Versions that cannot be ordered come
// first, by their text.
func (v Version) Compare(other Version) int {
	if v.key == "" && other.key == "" {
		return cmp.Compare(v.text, other.text)
	}
	return v.key.Compare(other.key)
}
