package cyclonedx

import (
	"bytes"
	"errors"
	"fmt"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/place"
	"github.com/penstock-dev/penstock/scan"
)

// sniffLength is how much of a document is looked at to know its format.
const sniffLength = 64 << 10

// Detect reports whether a text looks like a CycloneDX document. It looks at the
// first 64 KiB.
func Detect(text []byte) bool {
	head := bytes.TrimPrefix(text[:min(len(text), sniffLength)], []byte("\ufeff"))
	head = bytes.TrimLeft(head, " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("{")):
		return bytes.Contains(head, []byte("CycloneDX")) && bytes.Contains(head, []byte(`"bomFormat"`)) ||
			bytes.Contains(head, []byte("//cyclonedx.org/schema/bom-1"))
	case bytes.HasPrefix(head, []byte("<")):
		return bytes.Contains(head, []byte("//cyclonedx.org/schema/bom/"))
	default:
		return false
	}
}

// Read reads a document. The error is a [*bom.SyntaxError] where the text
// breaks, or wraps [bom.ErrFormat] where it is something else. A document comes
// with the error only if it is worth something.
//
// XML may be in UTF-8, ISO-8859-1, ISO-8859-15 or windows-1252, as its declaration
// says.
func Read(text []byte) (*bom.Document, error) {
	text, index, err := place.Decode(text)
	body := bytes.TrimPrefix(text, []byte("\ufeff"))
	r := &reader{index: index, skip: len(text) - len(body)}
	var unknown *place.EncodingError
	if errors.As(err, &unknown) {
		return nil, r.syntaxError(unknown.Offset-r.skip, err)
	}
	var model cdx.BOM
	switch trimmed := bytes.TrimLeft(body, " \t\r\n"); {
	case bytes.HasPrefix(trimmed, []byte("<")):
		err = r.readXML(body, &model)
	case bytes.HasPrefix(trimmed, []byte("{")):
		err = r.readJSON(body, &model)
	default:
		err = fmt.Errorf("neither JSON object nor XML: %w", bom.ErrFormat)
	}
	if err != nil {
		return nil, err
	}
	d := r.document(&model)
	d.Signature = r.signature
	return d, nil
}

// reader collects what is known about a text besides its model.
type reader struct {
	index *place.Index
	skip  int // length of the byte order mark
	// places of the components in the order in which document meets them: that
	// of the metadata with those in it, then the others, each before those in it.
	places   []scan.Region
	next     int
	problems []bom.Problem
	// signature is read apart: the model has no place for it.
	signature *bom.Signature
	texts     map[string]bool // references whose text is known
}

func (r *reader) region(start, end int) scan.Region {
	return r.index.Region(start+r.skip, end+r.skip)
}

func (r *reader) syntaxError(offset int, err error) error {
	return &bom.SyntaxError{Region: r.region(offset, offset), Err: err}
}

func (r *reader) problem(region scan.Region, pointer, message string) {
	r.problems = append(r.problems, bom.Problem{Region: region, Pointer: pointer, Message: message})
}

// place returns the place of the component that is met next.
func (r *reader) place() scan.Region {
	if r.next >= len(r.places) {
		return scan.Region{}
	}
	r.next++
	return r.places[r.next-1]
}
