package osv

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Advisory is what a report tells of a [Record], about one package.
type Advisory struct {
	ID        string    `json:"id"`
	Aliases   []string  `json:"aliases,omitempty"`
	Upstream  []string  `json:"upstream,omitempty"`
	Related   []string  `json:"related,omitempty"`
	Published time.Time `json:"published,omitzero"`
	Modified  time.Time `json:"modified,omitzero"`
	Withdrawn time.Time `json:"withdrawn,omitzero"`
	// Summary is the record's summary, or the beginning of its details.
	Summary string `json:"summary,omitempty"`
	// Severity holds the package's ratings, or else the record's.
	Severity []Severity `json:"severity,omitempty"`
	// DatabaseSeverity is the database's own word, such as "MODERATE".
	DatabaseSeverity string `json:"databaseSeverity,omitempty"`
	// Informational says that the advisory is about no vulnerability, in the words
	// of the RustSec database: "unmaintained", "unsound" or "notice".
	Informational string `json:"informational,omitempty"`
	// CWE holds ids such as "CWE-79".
	CWE        []string    `json:"cwe,omitempty"`
	References []Reference `json:"references,omitempty"`
	// EcosystemSpecific is what the ecosystem adds about the package.
	EcosystemSpecific json.RawMessage `json:"ecosystemSpecific,omitempty"`
}

// specifics are the parts of a record's database_specific that databases agree
// on.
type specifics struct {
	Severity string   `json:"severity"`
	CWE      []string `json:"cwe_ids"`
}

// specificsOf reads a record's database_specific. Another database may have
// another idea of these fields.
func specificsOf(raw json.RawMessage) specifics {
	var s specifics
	if len(raw) == 0 {
		return s
	}
	q := quick{text: string(raw)}
	q.object(func(key string) bool {
		switch key {
		case "severity":
			s.Severity = q.string()
		case "cwe_ids":
			s.CWE = q.strings()
		default:
			return false
		}
		return true
	})
	if !q.failed {
		return s
	}
	if s = (specifics{}); json.Unmarshal(raw, &s) != nil {
		return specifics{}
	}
	return s
}

// appendAdvisory appends what is kept of a record for reports.
func appendAdvisory(dst []byte, r *Record) []byte {
	s := specificsOf(r.DatabaseSpecific)
	dst = appendString(dst, r.ID)
	for _, list := range [...][]string{r.Aliases, r.Upstream, r.Related} {
		dst = appendStrings(dst, list)
	}
	for _, t := range [...]Timestamp{r.Published, r.Modified, r.Withdrawn} {
		dst = appendTime(dst, t.Time())
	}
	dst = appendString(dst, summaryOf(r))
	dst = appendSeverity(dst, r.Severity)
	dst = appendStrings(appendString(dst, s.Severity), s.CWE)
	dst = appendUvarint(dst, len(r.References))
	for _, ref := range r.References {
		dst = appendString(appendString(dst, ref.Type), ref.URL)
	}
	return dst
}

func (in *cursor) advisory() *Advisory {
	a := &Advisory{
		ID: in.string(), Aliases: in.strings(), Upstream: in.strings(), Related: in.strings(),
		Published: in.time(), Modified: in.time(), Withdrawn: in.time(),
		Summary: in.string(), Severity: in.severity(),
		DatabaseSeverity: in.string(), CWE: in.strings(),
	}
	for n := in.int(); n > 0 && len(in.data) > 0; n-- {
		a.References = append(a.References, Reference{Type: in.string(), URL: in.string()})
	}
	return a
}

// skipAdvisory skips an advisory and returns what tells it from others.
func (in *cursor) skipAdvisory() (id string, modified time.Time) {
	id = in.string()
	for range 3 {
		in.skipStrings(1)
	}
	in.time()
	modified = in.time()
	in.time()
	in.bytes()
	in.skipStrings(2)
	in.bytes()
	in.skipStrings(1)
	in.skipStrings(2)
	return id, modified
}

// typeInformational is how the word of [Advisory.Informational] is kept among the
// ratings of a package.
const typeInformational = "informational"

// ratings returns the ratings of a package with that word.
func ratings(a *Affected) []Severity {
	word := informationalOf(a.DatabaseSpecific)
	if word == "" {
		return a.Severity
	}
	return append(slices.Clip(a.Severity), Severity{Type: typeInformational, Score: word})
}

// informationalOf reads a package's database_specific.
func informationalOf(raw json.RawMessage) string {
	if !bytes.Contains(raw, []byte(typeInformational)) {
		return "" // as nearly always
	}
	var specific struct {
		Informational string `json:"informational"`
	}
	if json.Unmarshal(raw, &specific) != nil {
		return ""
	}
	return specific.Informational
}

// appendExtra appends what a record says about one package alone; nil when
// there is nothing.
func appendExtra(dst []byte, a *Affected) []byte {
	specific := a.EcosystemSpecific
	if string(specific) == "{}" || string(specific) == "null" {
		specific = nil
	}
	severity := ratings(a)
	if len(severity) == 0 && len(specific) == 0 {
		return nil
	}
	return appendString(appendSeverity(dst, severity), []byte(specific))
}

func (in *cursor) extra(a *Advisory) {
	severity := in.severity()
	if i := slices.IndexFunc(severity, func(s Severity) bool { return s.Type == typeInformational }); i >= 0 {
		a.Informational = severity[i].Score
		severity = slices.Delete(severity, i, i+1)
	}
	if len(severity) > 0 {
		a.Severity = severity
	}
	if specific := in.bytes(); len(specific) > 0 {
		a.EcosystemSpecific = append(json.RawMessage(nil), specific...)
	}
}

func appendSeverity(dst []byte, list []Severity) []byte {
	dst = appendUvarint(dst, len(list))
	for _, s := range list {
		dst = appendString(appendString(dst, s.Type), s.Score)
	}
	return dst
}

func (in *cursor) severity() []Severity {
	var list []Severity
	for n := in.int(); n > 0 && len(in.data) > 0; n-- {
		list = append(list, Severity{Type: in.string(), Score: in.string()})
	}
	return list
}

// summaryLength bounds a summary that is taken from the details, in bytes.
const summaryLength = 160

// summaryOf returns the record's summary, or else the first line of its details
// that is no heading, cut at a word.
func summaryOf(r *Record) string {
	if r.Summary != "" {
		return r.Summary
	}
	for line := range strings.Lines(r.Details) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return shorten(line)
		}
	}
	return ""
}

func shorten(line string) string {
	if len(line) <= summaryLength {
		return line
	}
	cut := line[:summaryLength]
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.ToValidUTF8(cut, "") + " …"
}
