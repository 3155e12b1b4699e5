package validate

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// Finding is a [Problem] of a file in a run. It is immutable once reported.
type Finding struct {
	scan.Record
	Format      bom.Format
	SpecVersion string
	// Pointer is that of the problem.
	Pointer string
}

var (
	_ scan.Analyzer = (*Validator)(nil)
	_ scan.Finding  = (*Finding)(nil)
)

// Name implements [scan.Analyzer].
func (v *Validator) Name() string { return "sbom/validate" }

// Rules implements [scan.Analyzer].
func (v *Validator) Rules() []*scan.Rule { return v.rules }

// Begin implements [scan.Analyzer]. The pass looks at the files that
// [Documents] names.
func (v *Validator) Begin(context.Context) (scan.Pass, error) { return pass{v}, nil }

// Documents reports whether a file is a bill of materials by its name:
// "bom.json", "app.cdx.xml", "app.spdx", "sbom-app.json" and the like. What is in
// it decides.
func Documents(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch ext := path.Ext(base); ext {
	case ".spdx", ".spdx3":
		return true
	case ".json", ".jsonld", ".xml", ".yaml", ".yml", ".rdf", ".tag":
		words := strings.FieldsFunc(strings.TrimSuffix(base, ext), func(r rune) bool { return strings.ContainsRune(".-_ ", r) })
		return slices.ContainsFunc(words, func(w string) bool {
			return w == "bom" || w == "sbom" || w == "cdx" || w == "cyclonedx" || w == "spdx" || w == "spdx3" || w == "vex" || w == "vdr"
		})
	default:
		return false
	}
}

type pass struct{ *Validator }

// Wants implements [scan.Pass].
func (p pass) Wants(e *scan.Entry) bool { return Documents(e.Path) }

// File implements [scan.Pass]. A file that has only the name of a document is
// left alone; one that is too large, that could not be read, or that holds more
// problems than are told, has a diagnostic.
func (p pass) File(_ context.Context, f *scan.File, out scan.Sink) error {
	text := f.Bytes()
	r, err := p.Document(text)
	switch {
	case errors.Is(err, bom.ErrFormat):
		return nil
	case errors.Is(err, ErrSize):
		return &scan.Diagnostic{Kind: scan.DiagTooLarge, Location: scan.Location{Path: f.Path}, Message: "the document is not validated", Err: err}
	case err != nil:
		return err
	}
	for _, problem := range r.Problems {
		rule := ruleOf(p.rules, problem.Rule)
		location := scan.Location{Path: f.Path, Logical: problem.Pointer}
		if problem.Region != (scan.Region{}) {
			location.Region = f.Region(problem.Region.StartOffset, problem.Region.EndOffset)
		}
		finding := &Finding{Record: scan.NewRecord(rule, location, problem.Message), Format: r.Format, SpecVersion: r.SpecVersion, Pointer: problem.Pointer}
		finding.Severity = problem.Severity
		out.Finding(finding)
	}
	if r.Unread != nil && r.Valid() {
		out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagUnsupported, Location: scan.Location{Path: f.Path}, Message: "what the document says is not validated", Err: r.Unread})
	}
	if r.Truncated {
		out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagLimit, Location: scan.Location{Path: f.Path}, Message: "the document has more problems than are told"})
	}
	return nil
}
