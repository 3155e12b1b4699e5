package scan

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a weakness is where it was found, on the scale that
// CVSS 3.1 section 5 and most trackers use. The zero value means that nobody
// has judged it; it is lower than every other one and is never invented.
type Severity int8

// The severities, in rising order.
const (
	SeverityUnknown Severity = iota
	SeverityInfo
	SeverityLow
	SeverityMedium
	SeverityHigh
	SeverityCritical
)

var severityNames = [...]string{"unknown", "info", "low", "medium", "high", "critical"}

// Severities returns all severities in rising order, SeverityUnknown first.
func Severities() []Severity {
	return []Severity{SeverityUnknown, SeverityInfo, SeverityLow, SeverityMedium, SeverityHigh, SeverityCritical}
}

// String returns the lower-case English name.
func (s Severity) String() string { return enumName(severityNames[:], int(s), "severity") }

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) {
	return enumText(severityNames[:], int(s), "severity")
}

// UnmarshalText implements [encoding.TextUnmarshaler]; case is ignored.
func (s *Severity) UnmarshalText(text []byte) error {
	v, err := ParseSeverity(string(text))
	*s = v
	return err
}

// ParseSeverity reads a severity's name, ignoring case. "moderate" is accepted
// for medium, as advisories of the GitHub database write it; the empty string
// is SeverityUnknown.
func ParseSeverity(name string) (Severity, error) {
	switch n := strings.ToLower(strings.TrimSpace(name)); n {
	case "":
		return SeverityUnknown, nil
	case "moderate":
		return SeverityMedium, nil
	default:
		i, err := enumValue(severityNames[:], n, "severity")
		return Severity(i), err
	}
}

// SeverityOfScore returns the qualitative rating of a CVSS base score
// (0.0 to 10.0) after CVSS 3.1 section 5. A score of zero is SeverityInfo.
func SeverityOfScore(score float64) Severity {
	switch {
	case score >= 9:
		return SeverityCritical
	case score >= 7:
		return SeverityHigh
	case score >= 4:
		return SeverityMedium
	case score > 0:
		return SeverityLow
	default:
		return SeverityInfo
	}
}

// Confidence says how sure the analyzer is that the finding is what its rule
// says. The zero value means that it did not judge.
type Confidence int8

// The confidences, in rising order.
const (
	ConfidenceUnknown Confidence = iota
	ConfidenceLow
	ConfidenceMedium
	ConfidenceHigh
)

var confidenceNames = [...]string{"unknown", "low", "medium", "high"}

// String returns the lower-case English name.
func (c Confidence) String() string { return enumName(confidenceNames[:], int(c), "confidence") }

// MarshalText implements [encoding.TextMarshaler].
func (c Confidence) MarshalText() ([]byte, error) {
	return enumText(confidenceNames[:], int(c), "confidence")
}

// UnmarshalText implements [encoding.TextUnmarshaler]; case is ignored.
func (c *Confidence) UnmarshalText(text []byte) error {
	i, err := enumValue(confidenceNames[:], strings.ToLower(string(text)), "confidence")
	*c = Confidence(i)
	return err
}

// Persona says for whom a finding is meant. Analyzers always report all of
// them; a caller filters by the persona it works for. The zero value is for
// everybody.
type Persona int8

// The personas, from the few findings that everybody wants to see to the many
// that only an audit asks for.
const (
	PersonaRegular  Persona = iota // actionable by everybody
	PersonaPedantic                // code smells, hygiene
	PersonaAuditor                 // possible, likely wrong without knowledge of the circumstances
)

var personaNames = [...]string{"regular", "pedantic", "auditor"}

// String returns the lower-case English name.
func (p Persona) String() string { return enumName(personaNames[:], int(p), "persona") }

// MarshalText implements [encoding.TextMarshaler].
func (p Persona) MarshalText() ([]byte, error) { return enumText(personaNames[:], int(p), "persona") }

// UnmarshalText implements [encoding.TextUnmarshaler]; case is ignored.
func (p *Persona) UnmarshalText(text []byte) error {
	i, err := enumValue(personaNames[:], strings.ToLower(string(text)), "persona")
	*p = Persona(i)
	return err
}

// Score is one numeric rating of a weakness together with who gave it.
type Score struct {
	// System names the scale: "CVSS:2.0", "CVSS:3.0", "CVSS:3.1", "CVSS:4.0",
	// "EPSS" or "KEV".
	System string `json:"system"`
	// Vector is the scale's own notation, such as a CVSS vector string.
	Vector string `json:"vector,omitempty"`
	// Value is the CVSS base score (0 to 10), the EPSS probability (0 to 1),
	// or 1 for a listing in the KEV catalogue.
	Value float64 `json:"value"`
	// Percentile is the EPSS percentile (0 to 1).
	Percentile float64 `json:"percentile,omitempty"`
	// Source says who gave the score, such as an advisory id or a file.
	Source string `json:"source,omitempty"`
}

// enumName returns name i, or a form that shows that there is none.
func enumName(names []string, i int, what string) string {
	if i >= 0 && i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%s(%d)", what, i)
}

// enumText is enumName for encoders: what could not be read back is an error.
func enumText(names []string, i int, what string) ([]byte, error) {
	if i < 0 || i >= len(names) {
		return nil, fmt.Errorf("%s %d does not exist", what, i)
	}
	return []byte(names[i]), nil
}

// enumValue is the inverse of enumName.
func enumValue(names []string, name, what string) (int, error) {
	if i := slices.Index(names, name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("unknown %s %q: want one of %s", what, name, strings.Join(names, ", "))
}
