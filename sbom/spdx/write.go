package spdx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/uuid"
)

// WriteConfig configures [Write].
type WriteConfig struct {
	// Version is "2.3" or "3.0.1"; "" means "2.3".
	Version string
	// Compact leaves out line breaks and indentation.
	Compact bool
}

// ErrVersion is wrapped by the error about a version that is not written.
var ErrVersion = errors.New("version of SPDX that is not written")

// epoch stands for the time of a document that has none: SPDX wants one.
const epoch = "1970-01-01T00:00:00Z"

// stated returns the time of a document that was read; the epoch is none.
func stated(created string) string {
	if created == epoch {
		return ""
	}
	return created
}

// namespaceRoot is in front of the UUID in namespaces that are made up here. The
// host is reserved (RFC 2606): a namespace need not lead anywhere.
const namespaceRoot = "https://spdx.invalid/"

// Write writes a document as JSON. The same document gives the same bytes.
// Without an ID that is a URI the namespace is derived from the content but for the
// time, as UUID of version 5; a document without a valid time bears that of the Unix
// epoch, because SPDX wants one.
//
// Licenses that are no SPDX expression become a LicenseRef with their text.
// A file without SHA-1, which SPDX 2 does not allow, becomes a package. A document
// that does not say what it describes is written as one that describes all that
// nothing else in it leads to, because SPDX 2 wants it said.
//
// Relationships whose ends are not in the document are dropped, as are services,
// vulnerabilities, the formulation, properties, and compositions, of which SPDX 3
// has those that are complete. The document is not changed.
func Write(w io.Writer, d *bom.Document, config WriteConfig) error {
	var build func(d *bom.Document, namespace, created string) any
	switch config.Version {
	case "", "2.3":
		build = func(d *bom.Document, namespace, created string) any { return newTwo(d).document(namespace, created) }
	case "3.0.1":
		build = func(d *bom.Document, namespace, created string) any { return newGraph(d, namespace).document(created) }
	default:
		return fmt.Errorf("write %q: %w", config.Version, ErrVersion)
	}
	namespace := d.ID
	if !strings.HasPrefix(namespace, "http://") && !strings.HasPrefix(namespace, "https://") || strings.ContainsAny(namespace, "# \t\n") {
		text, err := encode(build(d, "", ""), WriteConfig{Compact: true})
		if err != nil {
			return err
		}
		namespace = namespaceRoot + uuid.Of(text)
	}
	created := d.CreatedUTC()
	if created == "" {
		created = epoch
	}
	text, err := encode(build(d, namespace, created), config)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("write SPDX: %w", err)
	}
	return nil
}

func encode(v any, config WriteConfig) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if !config.Compact {
		enc.SetIndent("", "  ")
	}
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode SPDX: %w", err)
	}
	return b.Bytes(), nil
}
