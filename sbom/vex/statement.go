package vex

import (
	"slices"
	"time"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
)

// Format is a format of documents.
type Format string

// The formats.
const (
	OpenVEX   Format = "OpenVEX"
	CycloneDX Format = "CycloneDX"
	CSAF      Format = "CSAF"
)

// Document is a list of statements with what is said about all of them. It is a
// plain value: whoever holds it may change it, and must not while others read.
type Document struct {
	// Format is what it was read from; empty on a document that was made.
	Format Format
	// Path is the file that it was read from, for diagnostics; readers leave it
	// empty.
	Path string
	// ID is an IRI. Writers derive one from the content when it is empty.
	ID string
	// Author is who makes the statements, Role what they are.
	Author, Role string
	// Tool made the document.
	Tool string
	// Time is when it was issued or last changed; zero for none.
	Time time.Time
	// Version counts the revisions of the document; 0 means 1.
	Version int
	// Statements in the order of the text.
	Statements []Statement
	// Problems are what the reader had to leave out.
	Problems []bom.Problem
}

// Statement says of one vulnerability whether some products have it.
type Statement struct {
	// ID is an IRI; may be empty.
	ID string
	// Vulnerability is its id, such as "CVE-2021-44228"; Aliases are others.
	Vulnerability string
	Aliases       []string
	// Products that it is about.
	Products []Product
	Status   Status
	// Justification says why products are not affected; Word is the format's
	// own where it has more of them than [Justifications].
	Justification Justification
	Word          string
	// Impact says in words why products are not affected, Action what to do
	// where they are, Notes anything else.
	Impact, Action, Notes string
	// Response are what the supplier does, in words of CycloneDX.
	Response []string
	// Time is when it was made or last changed: that of the document, if it
	// has none itself.
	Time time.Time
	// Author is who makes it.
	Author string
	// Region is its place in the text of the document.
	Region scan.Region
}

// Product is something that can have a vulnerability.
type Product struct {
	// ID is an IRI or another name that both sides use.
	ID string
	// PURL without a version is every version.
	PURL string
	// Versions is a range in the syntax vers, "vers:npm/>=1.2|<2"; it stands in
	// place of the version of the package URL.
	Versions string
	Hashes   []scan.Hash
	// Subcomponents are the parts that the statement is about; none means the
	// product as a whole.
	Subcomponents []Product
}

// Status is the result of an analysis, in the words of OpenVEX.
type Status string

// The statuses.
const (
	NotAffected        Status = "not_affected"
	Affected           Status = "affected"
	Fixed              Status = "fixed"
	UnderInvestigation Status = "under_investigation"
)

// care orders the statuses, the most careful last.
func (s Status) care() int {
	return slices.Index([]Status{NotAffected, Fixed, UnderInvestigation, Affected}, s)
}

// Justification says why a product is not affected, in the words of OpenVEX.
type Justification string

// The justifications.
const (
	ComponentNotPresent  Justification = "component_not_present"
	CodeNotPresent       Justification = "vulnerable_code_not_present"
	CodeNotInExecutePath Justification = "vulnerable_code_not_in_execute_path"
	CodeNotControllable  Justification = "vulnerable_code_cannot_be_controlled_by_adversary"
	InlineMitigations    Justification = "inline_mitigations_already_exist"
)

// Justifications returns those of the OpenVEX specification 0.2.0, which are
// those of CISA's "VEX Status Justifications" (2022).
func Justifications() []Justification {
	return []Justification{ComponentNotPresent, CodeNotPresent, CodeNotInExecutePath, CodeNotControllable, InlineMitigations}
}

// known reports whether j is one of the five.
func (j Justification) known() bool { return slices.Contains(Justifications(), j) }

// sound reports whether a statement says what the specifications want for its
// status.
func (s *Statement) sound() bool {
	return s.Status != NotAffected || s.Justification.known() || s.Impact != ""
}

// words returns the justification with what is said beside it.
func (s *Statement) words() string {
	text := string(s.Justification)
	if text == "" {
		text = s.Word
	}
	if s.Status == Fixed {
		text = string(Fixed)
	}
	switch detail := s.Impact; {
	case detail == "":
		return text
	case text == "":
		return detail
	default:
		return text + ": " + detail
	}
}

// moment reads a time of RFC 3339; zero for none and for other text.
func moment(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// stamp writes a time, "" for the zero one.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
