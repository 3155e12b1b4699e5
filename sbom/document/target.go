package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// maxSize is the default of [Config.MaxSize].
const maxSize = 256 << 20

// Config configures a [Target].
type Config struct {
	// Name is the path that the document's findings and packages are reported
	// with. Required.
	Name string
	// Data is the document. It must not change while the target is used.
	Data []byte
	// MaxSize is the size in bytes above which a document is not read; 0 means
	// 256 MiB.
	MaxSize int
}

// Target is a document as something to look at: [scan.Runner] gets the packages
// that it lists, and the document itself as a file. It is immutable and safe for
// concurrent use.
type Target struct {
	config Config
	doc    *bom.Document
	err    error
}

var _ scan.PackageSource = (*Target)(nil)

// New reads a document. What is wrong with the document is no error here: a run
// reports it as diagnostics, so that nobody takes it for a document without
// packages.
func New(config Config) (*Target, error) {
	if config.Name == "" {
		return nil, errors.New("document: Config.Name is empty")
	}
	if config.MaxSize == 0 {
		config.MaxSize = maxSize
	}
	t := &Target{config: config}
	if len(config.Data) > config.MaxSize {
		t.err = t.diagnostic(scan.DiagTooLarge, scan.Region{}, fmt.Sprintf("a document of %d bytes is above the limit of %d", len(config.Data), config.MaxSize), nil)
		return t, nil
	}
	doc, err := Read(config.Data)
	t.doc = doc
	if err != nil {
		t.err = t.failure(err)
	}
	return t, nil
}

// Document returns what was read, nil if nothing was.
func (t *Target) Document() *bom.Document { return t.doc }

func (t *Target) diagnostic(kind scan.DiagnosticKind, region scan.Region, message string, err error) *scan.Diagnostic {
	return &scan.Diagnostic{Kind: kind, Analyzer: "document", Location: scan.Location{Path: t.config.Name, Region: region}, Message: message, Err: err}
}

func (t *Target) failure(err error) error {
	var syntax *bom.SyntaxError
	switch {
	case errors.As(err, &syntax) && errors.Is(err, bom.ErrLimit):
		return t.diagnostic(scan.DiagLimit, syntax.Region, fmt.Sprintf("the document holds more than %d items of one kind", bom.MaxItems), syntax.Err)
	case errors.As(err, &syntax):
		return t.diagnostic(scan.DiagMalformed, syntax.Region, "the document breaks off here", syntax.Err)
	case errors.Is(err, bom.ErrFormat):
		return t.diagnostic(scan.DiagUnsupported, scan.Region{}, "the document cannot be read", err)
	default:
		return t.diagnostic(scan.DiagMalformed, scan.Region{}, "the document cannot be read", err)
	}
}

// Entries implements [scan.Target]: the document as a file, for analyzers that
// look at text.
func (t *Target) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		yield(&scan.Entry{Path: t.config.Name, Size: int64(len(t.config.Data)), Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(t.config.Data)), nil
		}}, nil)
	}
}

// Packages implements [scan.PackageSource]. The components come in the order of
// the document, after them the diagnostics about what could not be read, and one
// if there are components about which nobody can know anything.
func (t *Target) Packages(ctx context.Context) iter.Seq2[*scan.Package, error] {
	return func(yield func(*scan.Package, error) bool) {
		if t.doc != nil {
			packages := t.doc.Packages(t.config.Name)
			for _, p := range packages {
				if ctx.Err() != nil || !yield(p, nil) {
					return
				}
			}
			for _, d := range t.problems(packages) {
				if ctx.Err() != nil || !yield(nil, d) {
					return
				}
			}
		}
		if t.err != nil {
			yield(nil, t.err)
		}
	}
}

func (t *Target) problems(packages []*scan.Package) []*scan.Diagnostic {
	var out []*scan.Diagnostic
	for _, p := range t.doc.Problems {
		message := p.Message
		if p.Pointer != "" {
			message = p.Pointer + ": " + message
		}
		out = append(out, t.diagnostic(scan.DiagMalformed, p.Region, message, nil))
	}
	var unknown []*scan.Package
	for _, p := range packages {
		if p.Ecosystem == "" && p.Relation != scan.RelationRoot {
			unknown = append(unknown, p)
		}
	}
	if len(unknown) > 0 {
		message := fmt.Sprintf("%d of %d components have no package URL of a known ecosystem: nothing can be looked up for them", len(unknown), len(packages))
		out = append(out, t.diagnostic(scan.DiagNotEvaluated, unknown[0].Locations[0].Region, message, nil))
	}
	return out
}
