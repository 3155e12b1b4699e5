package document

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/spdx"
)

// Detect returns the format that a text looks to be in, "" for none. Names of
// files decide nothing.
func Detect(text []byte) bom.Format {
	switch {
	case cyclonedx.Detect(text):
		return bom.CycloneDX
	case spdx.Detect(text):
		return bom.SPDX
	default:
		return ""
	}
}

// Read reads a document in the format that [Detect] tells. Errors are those of
// [cyclonedx.Read] and [spdx.Read]; text of no known format gives one that
// wraps [bom.ErrFormat].
func Read(text []byte) (*bom.Document, error) {
	switch Detect(text) {
	case bom.CycloneDX:
		return cyclonedx.Read(text)
	case bom.SPDX:
		return spdx.Read(text)
	default:
		return nil, fmt.Errorf("%s: %w", describe(text), bom.ErrFormat)
	}
}

// describe says what a text is instead of a document.
func describe(text []byte) string {
	head := bytes.TrimSpace(text[:min(len(text), 512)])
	switch {
	case len(head) == 0:
		return "the document is empty"
	case bytes.IndexByte(head, 0) >= 0 || !utf8.Valid(head[:max(0, len(head)-utf8.UTFMax)]):
		return "the document is no UTF-8 text"
	case strings.ContainsAny(string(head[0]), "{<"):
		return "neither CycloneDX nor SPDX"
	default:
		return "the text names no format"
	}
}
