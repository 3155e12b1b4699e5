package cyclonedx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/uuid"
)

// Syntax is JSON or XML.
type Syntax string

// The syntaxes; the zero value is JSON.
const (
	JSON Syntax = "json"
	XML  Syntax = "xml"
)

// WriteConfig configures [Write].
type WriteConfig struct {
	// Version is "1.6" or "1.7"; "" means "1.6".
	Version string
	// Syntax is JSON unless it is XML.
	Syntax Syntax
	// Compact leaves out line breaks and indentation.
	Compact bool
}

// ErrVersion is wrapped by the error about a version that is not written.
var ErrVersion = errors.New("version of CycloneDX that is not written")

// Write writes a document. The same document gives the same bytes. Without an
// ID of the form urn:uuid the serial number is derived from the content but for
// the time, as UUID of version 5.
//
// What the specification has no place for becomes properties: hashes by
// algorithms that it does not list, all CPEs but the first, references that are
// no URLs. Relationships that are no dependencies are dropped, and so are
// references that nothing bears, so that the graph has no loose ends, and
// components whose reference another one bears. A root about whose dependencies
// the document says nothing is in the graph, and in a composition as unknown. The
// document is not changed.
func Write(w io.Writer, d *bom.Document, config WriteConfig) error {
	var version cdx.SpecVersion
	switch config.Version {
	case "", "1.6":
		version = cdx.SpecVersion1_6
	case "1.7":
		version = cdx.SpecVersion1_7
	default:
		return fmt.Errorf("write %q: %w", config.Version, ErrVersion)
	}
	model := newWriter(d).model()
	model.SpecVersion = version
	model.XMLNS = namespace + version.String()
	model.JSONSchema = "http://cyclonedx.org/schema/bom-" + version.String() + ".schema.json"
	if err := identify(model, d); err != nil {
		return err
	}
	text, err := encode(model, config)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("write CycloneDX: %w", err)
	}
	return nil
}

// identify gives the model a serial number.
func identify(model *cdx.BOM, d *bom.Document) error {
	if strings.HasPrefix(d.ID, "urn:uuid:") && len(d.ID) == len("urn:uuid:")+36 {
		model.SerialNumber = strings.ToLower(d.ID)
		return nil
	}
	created := model.Metadata.Timestamp
	model.Metadata.Timestamp = ""
	text, err := encode(model, WriteConfig{Compact: true})
	if err != nil {
		return err
	}
	model.Metadata.Timestamp = created
	model.SerialNumber = "urn:uuid:" + uuid.Of(text)
	return nil
}

func encode(model *cdx.BOM, config WriteConfig) ([]byte, error) {
	format := cdx.BOMFileFormatJSON
	if config.Syntax == XML {
		format = cdx.BOMFileFormatXML
	}
	var b bytes.Buffer
	if err := cdx.NewBOMEncoder(&b, format).SetPretty(!config.Compact).SetEscapeHTML(false).Encode(model); err != nil {
		return nil, fmt.Errorf("encode CycloneDX: %w", err)
	}
	if config.Syntax == XML {
		b.WriteByte('\n')
		return occurrences(orderTasks(b.Bytes())), nil
	}
	return b.Bytes(), nil
}
