package validate

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/internal/place"
	"github.com/penstock-dev/penstock/scan"
)

// Config configures a [Validator]. The zero value is the default.
type Config struct {
	// MaxProblems is the number of problems that a report holds at most; 0 means
	// 1,000.
	MaxProblems int
	// MaxSize is the size in bytes above which a document is not read; 0 means
	// 256 MiB.
	MaxSize int
	// Now is the time that dates must not be behind; the zero time means that this
	// is not judged.
	Now time.Time
	// Schema, if set, is asked for more problems: a caller can hold documents
	// against the official schema with a library of its choice. Problems without a
	// rule become those of [RuleStructure]. It must be safe for concurrent use.
	Schema func(format bom.Format, version string, text []byte) []Problem
	// SchemaOnly leaves the structure to Schema alone.
	SchemaOnly bool
}

// Validator checks documents, one by one, or as a [scan.Analyzer] those among the
// files of a run. It is immutable and safe for concurrent use.
type Validator struct {
	config Config
	rules  []*scan.Rule
}

// ErrSize is wrapped by the error about a document above [Config.MaxSize].
var ErrSize = errors.New("document above the limit of size")

// New returns a validator.
func New(config Config) (*Validator, error) {
	switch {
	case config.MaxProblems < 0 || config.MaxSize < 0:
		return nil, errors.New("validate: a limit is negative")
	case config.SchemaOnly && config.Schema == nil:
		return nil, errors.New("validate: Config.SchemaOnly without Config.Schema")
	}
	if config.MaxProblems == 0 {
		config.MaxProblems = 1000
	}
	if config.MaxSize == 0 {
		config.MaxSize = 256 << 20
	}
	return &Validator{config, Rules()}, nil
}

// Document checks a document with the default configuration; see
// [Validator.Document].
func Document(text []byte) (*Report, error) {
	v, err := New(Config{})
	if err != nil {
		return nil, err
	}
	return v.Document(text)
}

// Document checks a document. The error wraps [bom.ErrFormat] if the text is
// nothing that could be judged, and [ErrSize] if it is too large. Text that
// breaks off has a report, with the break as its problem.
func (v *Validator) Document(text []byte) (*Report, error) {
	if len(text) > v.config.MaxSize {
		return nil, fmt.Errorf("validate %d bytes, %d are allowed: %w", len(text), v.config.MaxSize, ErrSize)
	}
	decoded, index, encoding := place.Decode(text)
	body := bytes.TrimPrefix(decoded, []byte("\ufeff"))
	c := &check{
		config: v.config, text: body, encoding: encoding, report: &Report{Format: document.Detect(text)},
		collector: &collector{max: v.config.MaxProblems, index: index, skip: len(decoded) - len(body)},
	}
	var readErr error
	c.report.Document, readErr = document.Read(text)
	if !c.structureOf() {
		if readErr == nil {
			readErr = bom.ErrFormat
		}
		return nil, fmt.Errorf("validate: %w", readErr)
	}
	c.readError(readErr)
	c.utf8()
	c.schema()
	// What follows makes no document invalid: it may only take what is left of
	// the limit.
	c.duplicateKeys(c.root)
	if c.report.Document != nil {
		c.semantics()
	}
	c.report.Problems, c.report.Truncated = c.sorted(), c.truncated
	return c.report, nil
}

// check is one validation.
type check struct {
	*collector
	config Config
	text   []byte // in UTF-8, without a byte order mark
	report *Report
	// encoding says why the text could not be decoded.
	encoding error
	// root or tree is the document, in JSON and in XML.
	root jsonpos.Value
	tree *element
}

// structureOf checks the structure and reports whether there is a document of
// a known format to check.
func (c *check) structureOf() bool {
	trimmed := bytes.TrimLeft(c.text, " \t\r\n")
	switch {
	case bytes.HasPrefix(trimmed, []byte("{")):
		return c.json()
	case bytes.HasPrefix(trimmed, []byte("<")) && c.report.Format == bom.SPDX:
		return c.spdxModel()
	case bytes.HasPrefix(trimmed, []byte("<")):
		return c.xml()
	default:
		return c.spdxModel()
	}
}

// readError notes the error of a reader. It is one of the structure where that is
// judged by what the reader made of the text.
func (c *check) readError(err error) {
	c.report.Unread = err
	modelled := c.report.Format == bom.SPDX && c.report.Syntax != "JSON"
	if err == nil || !modelled {
		return
	}
	var syntax *bom.SyntaxError
	if errors.As(err, &syntax) {
		c.add(RuleStructure, syntax.Region, "", syntax.Err.Error())
		return
	}
	c.add(RuleStructure, scan.Region{}, "", err.Error())
}

// schema asks the caller's function.
func (c *check) schema() {
	if c.config.Schema == nil {
		return
	}
	for _, p := range c.config.Schema(c.report.Format, c.report.SpecVersion, c.text) {
		if c.full() {
			return
		}
		if p.Rule == "" {
			p.Rule = RuleStructure
		}
		if p.Severity == 0 {
			p.Severity = severity(p.Rule)
		}
		c.problems = append(c.problems, p)
	}
}
