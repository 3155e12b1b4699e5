package spdx

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/place"
	"github.com/penstock-dev/penstock/scan"
)

// sniffLength is how much of a document is looked at to know its format, and
// overlap more than the longest word that is looked for there.
const (
	sniffLength = 64 << 10
	overlap     = 64
)

// Detect reports whether a text looks like an SPDX document of a syntax that
// [Read] knows. It looks at the first and the last 64 KiB.
func Detect(text []byte) bool {
	head, tail := text[:min(len(text), sniffLength)], text[max(0, min(len(text), sniffLength)-overlap, len(text)-sniffLength):]
	contains := func(s string) bool { return bytes.Contains(head, []byte(s)) || bytes.Contains(tail, []byte(s)) }
	switch syntaxOf(text) {
	case syntaxJSON:
		return contains(`"spdxVersion"`) || contains("spdx.org/rdf/3") || contains(`"spdxId"`) && contains(`"@graph"`)
	case syntaxYAML, syntaxTags:
		return contains("spdxVersion:") || contains("SPDXVersion:")
	case syntaxXML:
		return contains("<spdxVersion>") || contains("spdx.org/rdf/terms")
	default:
		return false
	}
}

type syntax int

const (
	syntaxNone syntax = iota
	syntaxJSON
	syntaxYAML
	syntaxTags
	syntaxXML
)

// syntaxOf tells the syntaxes apart by their first characters, and text by the
// tag that every document has.
func syntaxOf(text []byte) syntax {
	head := bytes.TrimPrefix(text[:min(len(text), sniffLength)], []byte("\ufeff"))
	head = bytes.TrimLeft(head, " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("{")):
		return syntaxJSON
	case bytes.HasPrefix(head, []byte("<")):
		return syntaxXML
	case len(head) == 0:
		return syntaxNone
	case bytes.Contains(head, []byte("SPDXVersion:")):
		return syntaxTags
	default:
		return syntaxYAML
	}
}

// Read reads a document. The error is a [*bom.SyntaxError] where the text
// breaks, or wraps [bom.ErrFormat] where it is something else. Where tag-value text
// breaks, what stands in front of the break comes with the error; the document is nil
// otherwise.
//
// XML may be in UTF-8, ISO-8859-1, ISO-8859-15 or windows-1252, as its declaration
// says.
func Read(text []byte) (*bom.Document, error) {
	text, index, err := place.Decode(text)
	body := bytes.TrimPrefix(text, []byte("\ufeff"))
	r := &reader{index: index, skip: len(text) - len(body), doc: &bom.Document{Format: bom.SPDX}}
	var unknown *place.EncodingError
	if errors.As(err, &unknown) {
		return nil, r.syntaxError(unknown.Offset-r.skip, err)
	}
	root, err := r.parse(body)
	if err != nil && root == (tree{}) {
		return nil, err
	}
	switch {
	case root.text("spdxVersion") != "":
		r.readTwo(root)
	case r.isThree(root):
		r.readThree(root)
	default:
		return nil, fmt.Errorf("no SPDX document: it names no version: %w", bom.ErrFormat)
	}
	return r.doc, err
}

type reader struct {
	index *place.Index
	skip  int // length of the byte order mark
	doc   *bom.Document
}

func (r *reader) region(start, end int) scan.Region {
	return r.index.Region(start+r.skip, end+r.skip)
}

func (r *reader) problem(start, end int, message string) {
	r.doc.Problems = append(r.doc.Problems, bom.Problem{Region: r.region(start, end), Message: message})
}

func (r *reader) syntaxError(offset int, err error) error {
	return &bom.SyntaxError{Region: r.region(offset, offset), Err: err}
}

func (r *reader) parse(text []byte) (tree, error) {
	switch syntaxOf(text) {
	case syntaxJSON:
		doc, err := jsonpos.Parse(text, jsonpos.Config{})
		var wrong *jsonpos.SyntaxError
		if errors.As(err, &wrong) {
			return tree{}, r.syntaxError(wrong.Offset, errors.New("invalid JSON: "+wrong.Reason))
		}
		return tree{json: doc.Root()}, nil
	case syntaxTags:
		root, wrong := parseTags(text, func(start, end int, err error) { r.problem(start, end, err.Error()) })
		if wrong != nil {
			return tree{tags: root}, r.syntaxError(wrong.offset, wrong.err)
		}
		return tree{tags: root}, nil
	case syntaxXML:
		root, wrong := parseXML(text)
		if wrong != nil {
			return tree{}, r.syntaxError(wrong.offset, wrong.err)
		}
		return tree{tags: root}, nil
	case syntaxYAML:
		return r.parseYAML(text)
	default:
		return tree{}, fmt.Errorf("no SPDX document in JSON, YAML, XML or tag-value: %w", bom.ErrFormat)
	}
}

func (r *reader) parseYAML(text []byte) (tree, error) {
	values, err := yamlpos.Parse(text)
	var wrong *yamlpos.SyntaxError
	if errors.As(err, &wrong) {
		return tree{}, r.syntaxError(wrong.Offset, wrong.Err)
	}
	if len(values) != 1 {
		return tree{}, fmt.Errorf("%d YAML documents in place of one: %w", len(values), bom.ErrFormat)
	}
	return tree{yaml: values[0]}, nil
}
