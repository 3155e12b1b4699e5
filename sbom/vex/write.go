package vex

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/internal/uuid"
)

// ErrIncomplete is wrapped by errors about documents that lack what the format
// wants.
var ErrIncomplete = errors.New("VEX document is not complete")

// WriteCycloneDX writes a document as CycloneDX.
func WriteCycloneDX(w io.Writer, d *Document, config cyclonedx.WriteConfig) error {
	return cyclonedx.Write(w, d.BOM(), config)
}

// The JSON of OpenVEX 0.2.0, in the order of its specification.
type openVEXDocument struct {
	Context    string             `json:"@context"`
	ID         string             `json:"@id"`
	Author     string             `json:"author"`
	Role       string             `json:"role,omitempty"`
	Timestamp  string             `json:"timestamp"`
	Version    int                `json:"version"`
	Tooling    string             `json:"tooling,omitempty"`
	Statements []openVEXStatement `json:"statements"`
}

type openVEXStatement struct {
	ID              string               `json:"@id,omitempty"`
	Vulnerability   openVEXVulnerability `json:"vulnerability"`
	Timestamp       string               `json:"timestamp,omitempty"`
	Products        []openVEXProduct     `json:"products"`
	Status          Status               `json:"status"`
	StatusNotes     string               `json:"status_notes,omitempty"`
	Justification   Justification        `json:"justification,omitempty"`
	ImpactStatement string               `json:"impact_statement,omitempty"`
	ActionStatement string               `json:"action_statement,omitempty"`
}

type openVEXVulnerability struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
}

type openVEXProduct struct {
	ID            string              `json:"@id,omitempty"`
	Identifiers   *openVEXIdentifiers `json:"identifiers,omitempty"`
	Hashes        map[string]string   `json:"hashes,omitempty"`
	Subcomponents []openVEXProduct    `json:"subcomponents,omitempty"`
}

type openVEXIdentifiers struct {
	PURL string `json:"purl"`
}

const openVEXContext = "https://openvex.dev/ns/v0.2.0"

// WriteOpenVEX writes a document as OpenVEX 0.2.0. The same document gives the
// same bytes; without an ID it gets one that is derived from them. A document
// without author or time, a statement without product, and a status that lacks
// what the specification wants of it give an error that wraps [ErrIncomplete].
//
// A range of versions is written as qualifier "vers" of the package URL.
func WriteOpenVEX(w io.Writer, d *Document) error {
	if err := d.check(); err != nil {
		return err
	}
	out := openVEXDocument{
		Context: openVEXContext, Author: d.Author, Role: d.Role, Timestamp: stamp(d.Time), Version: max(d.Version, 1), Tooling: d.Tool, Statements: []openVEXStatement{},
	}
	for i := range d.Statements {
		s, err := openVEXOf(&d.Statements[i], d)
		if err != nil {
			return err
		}
		out.Statements = append(out.Statements, s)
	}
	if out.ID = d.ID; !strings.Contains(out.ID, ":") {
		text, err := encode(out)
		if err != nil {
			return err
		}
		out.ID = "urn:uuid:" + uuid.Of(text)
	}
	text, err := encode(out)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("write OpenVEX: %w", err)
	}
	return nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode OpenVEX: %w", err)
	}
	return b.Bytes(), nil
}

// check returns what OpenVEX wants and the document lacks.
func (d *Document) check() error {
	var errs []error
	lack := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: %s", ErrIncomplete, fmt.Sprintf(format, args...)))
	}
	if d.Author == "" {
		lack("it has no author")
	}
	if d.Time.IsZero() {
		lack("it has no time")
	}
	for i := range d.Statements {
		s := &d.Statements[i]
		switch {
		case s.Vulnerability == "":
			lack("statement %d names no vulnerability", i+1)
		case s.Status.care() < 0:
			lack("%s: there is no status %q", s.Vulnerability, s.Status)
		case len(s.Products) == 0:
			lack("%s: there is no product", s.Vulnerability)
		case !s.sound():
			lack("%s: not affected needs a justification or an impact", s.Vulnerability)
		case s.Status == Affected && s.Action == "":
			lack("%s: affected needs an action", s.Vulnerability)
		}
	}
	return errors.Join(errs...)
}

func openVEXOf(s *Statement, d *Document) (openVEXStatement, error) {
	out := openVEXStatement{
		ID: s.ID, Vulnerability: openVEXVulnerability{s.Vulnerability, s.Aliases}, Products: openVEXProductsOf(s.Products), Status: s.Status, StatusNotes: s.Notes,
	}
	if !s.Time.Equal(d.Time) {
		out.Timestamp = stamp(s.Time)
	}
	switch s.Status {
	case NotAffected:
		out.ImpactStatement = s.Impact
		if s.Justification.known() {
			out.Justification = s.Justification
		}
	case Affected:
		out.ActionStatement = s.Action
	}
	if !strings.Contains(out.ID, ":") {
		out.ID = ""
		text, err := encode(out)
		if err != nil {
			return out, err
		}
		out.ID = "urn:uuid:" + uuid.Of(text)
	}
	return out, nil
}

func openVEXProductsOf(list []Product) []openVEXProduct {
	var out []openVEXProduct
	for _, p := range list {
		o := openVEXProduct{ID: p.ID, Subcomponents: openVEXProductsOf(p.Subcomponents)}
		if p.PURL != "" {
			purl := withRange(p)
			if o.ID == "" || o.ID == p.PURL {
				o.ID = purl
			}
			o.Identifiers = &openVEXIdentifiers{purl}
		}
		if !strings.Contains(o.ID, ":") && o.Identifiers != nil {
			o.ID = o.Identifiers.PURL
		}
		for _, h := range p.Hashes {
			if o.Hashes == nil {
				o.Hashes = map[string]string{}
			}
			o.Hashes[hashName(h.Algorithm)] = h.Value
		}
		out = append(out, o)
	}
	return out
}

// hashName returns the name that the IANA has for an algorithm: "sha-256".
func hashName(algorithm string) string {
	if rest, ok := strings.CutPrefix(algorithm, "sha"); ok && !strings.Contains(rest, "-") {
		return "sha-" + rest
	}
	return algorithm
}
