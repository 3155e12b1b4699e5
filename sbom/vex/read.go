package vex

import (
	"errors"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/internal/place"
)

// ErrFormat is wrapped by the error about text that is no VEX document.
var ErrFormat = errors.New("not a known VEX document")

// ErrLimit is wrapped by errors about documents that hold too much.
var ErrLimit = errors.New("VEX document above the limit")

// Bounds on what is read.
const (
	maxText  = 256 << 20 // bytes
	maxItems = 500_000   // statements times products, and products of a tree
	maxDepth = 32        // of subcomponents and product trees
)

// Read reads a document of any of the formats, by its content. What cannot be
// understood of it is in [Document.Problems]; only text that is no such document at
// all, that breaks off or that is above the limits is an error.
func Read(text []byte) (*Document, error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("%d bytes: %w", len(text), ErrLimit)
	}
	if cyclonedx.Detect(text) {
		d, err := cyclonedx.Read(text)
		if err != nil {
			return nil, fmt.Errorf("CycloneDX: %w", err)
		}
		return FromBOM(d)
	}
	doc, err := jsonpos.Parse(text, jsonpos.Config{})
	root := doc.Root()
	var read func(*reader, jsonpos.Value)
	switch {
	case strings.Contains(root.Get("@context").Str(), "openvex"):
		read = (*reader).openVEX
	case root.Get("document").Get("csaf_version").Str() != "":
		read = (*reader).csaf
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	default:
		return nil, ErrFormat
	}
	if err != nil {
		return nil, fmt.Errorf("VEX document: %w", bom.NewSyntaxError(text, offsetOf(err), err))
	}
	r := &reader{doc: &Document{}, index: place.New(text)}
	read(r, root)
	if r.items > maxItems {
		return nil, fmt.Errorf("more than %d products: %w", maxItems, ErrLimit)
	}
	r.inherit()
	return r.doc, nil
}

func offsetOf(err error) int {
	var syntax *jsonpos.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Offset
	}
	return 0
}

// reader fills a document.
type reader struct {
	doc   *Document
	index *place.Index
	items int // products so far
}

func (r *reader) problem(at jsonpos.Value, format string, args ...any) {
	start, end := at.Span()
	r.doc.Problems = append(r.doc.Problems, bom.Problem{Region: r.index.Region(start, end), Message: fmt.Sprintf(format, args...)})
}

// inherit gives statements what the document says for all.
func (r *reader) inherit() {
	for i := range r.doc.Statements {
		s := &r.doc.Statements[i]
		if s.Time.IsZero() {
			s.Time = r.doc.Time
		}
		if s.Author == "" {
			s.Author = r.doc.Author
		}
	}
}

func strs(v jsonpos.Value) []string {
	var out []string
	for e := range v.Elements() {
		if s := e.Str(); s != "" {
			out = append(out, s)
		}
	}
	return out
}
