package vex

import (
	"errors"
	"fmt"
	"io"

	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// EncoderConfig configures an [Encoder].
type EncoderConfig struct {
	FindingsConfig
	// Format is OpenVEX or CycloneDX; empty means OpenVEX.
	Format Format
}

// Encoder writes the findings of a run about vulnerabilities as a VEX document.
// It keeps what it needs of them until Close. It is not safe for concurrent use.
type Encoder struct {
	w        io.Writer
	config   EncoderConfig
	findings []scan.Finding
	closed   bool
}

var _ report.Encoder = (*Encoder)(nil)

// NewEncoder returns an encoder, or an error for a format that is not written.
func NewEncoder(w io.Writer, config EncoderConfig) (*Encoder, error) {
	switch config.Format {
	case "":
		config.Format = OpenVEX
	case OpenVEX, CycloneDX:
	default:
		return nil, fmt.Errorf("VEX as %q is not written: want OpenVEX or CycloneDX", config.Format)
	}
	return &Encoder{w: w, config: config}, nil
}

// errClosed is what calls after Close get.
var errClosed = errors.New("vex: encoder is closed")

// Finding implements [report.Encoder].
func (e *Encoder) Finding(f scan.Finding) error {
	if e.closed {
		return errClosed
	}
	if r := f.Common(); r.Vulnerability != nil && r.Package != nil {
		e.findings = append(e.findings, f)
	}
	return nil
}

// Diagnostic implements [report.Encoder]. A VEX document has no place for it.
func (e *Encoder) Diagnostic(*scan.Diagnostic) error {
	if e.closed {
		return errClosed
	}
	return nil
}

// Close implements [report.Encoder]. Without a tool and an author of their own,
// the document names the tool of the summary.
func (e *Encoder) Close(s *report.Summary) error {
	if e.closed {
		return errClosed
	}
	e.closed = true
	config := e.config.FindingsConfig
	if s != nil && config.Tool == "" && s.Tool.Name != "" {
		config.Tool = s.Tool.Name
		if s.Tool.Version != "" {
			config.Tool += " " + s.Tool.Version
		}
	}
	if config.Author == "" {
		config.Author = config.Tool
	}
	d := FromFindings(e.findings, config)
	if e.config.Format == CycloneDX {
		return WriteCycloneDX(e.w, d, cyclonedx.WriteConfig{})
	}
	return WriteOpenVEX(e.w, d)
}
