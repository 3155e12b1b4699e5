package report_test

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// source makes findings out of bytes: those of a fuzzer, or random ones.
type source struct {
	data []byte
	sane bool // only severities and confidences that exist
}

func randomSource(seed uint64) *source {
	r := rand.New(rand.NewPCG(seed, 1))
	data := make([]byte, 0, 4096)
	for len(data) < cap(data) {
		data = binary.LittleEndian.AppendUint64(data, r.Uint64())
	}
	return &source{data: data}
}

// n returns a number below limit.
func (s *source) n(limit int) int {
	if len(s.data) == 0 {
		return 0
	}
	c := s.data[0]
	s.data = s.data[1:]
	return int(c) % limit
}

func (s *source) maybe() bool { return s.n(2) == 1 }

// hostile are texts that some format could take for its own.
var hostile = []string{
	"", "plain", "a b", "50%", "%41", "::error::x", "a:b,c", "x\r\n::warning::y", "\x1b[31m", "\u202e\u2066",
	"\xff\xfe", "\x00", "| cell |", "<script>", "[text](http://x.test)", "](1)", "```", "//host/path", "/etc/passwd",
	"C:\\dir", "https://x.test/a?b=c#d", "../up", ".", "\ufeffbom", "\u2028", "{0}", "😀é", "@all", "a\nb", "null", "\ufffd",
	"-", "1.", "CVE-2026-1", "78", "\U000e0041", "http://x.test/%zz", "http://[x", "e\u0301",
}

func (s *source) text() string {
	if s.n(8) == 0 {
		k := min(s.n(40), len(s.data))
		raw := string(s.data[:k])
		s.data = s.data[k:]
		return raw
	}
	return hostile[s.n(len(hostile))] + hostile[s.n(len(hostile))]
}

func (s *source) texts() []string {
	var list []string
	for range s.n(3) {
		list = append(list, s.text())
	}
	return list
}

func (s *source) region() scan.Region {
	r := scan.Region{StartLine: s.n(5) - 1, StartColumn: s.n(12) - 1, EndLine: s.n(6) - 1, EndColumn: s.n(12) - 1}
	switch s.n(4) {
	case 0:
		return scan.Region{}
	case 1:
		r.StartOffset, r.EndOffset = s.n(100)-2, s.n(200)-2
	case 2:
		r.StartLine = math.MaxInt
	}
	if s.maybe() {
		r.Snippet, r.SnippetColumn = s.text()+s.text(), s.n(5)-1
	}
	return r
}

func (s *source) location() scan.Location {
	l := scan.Location{Path: s.text(), Region: s.region()}
	if s.maybe() {
		l.Logical, l.Role, l.Message = s.text(), s.text(), s.text()
	}
	if s.n(4) == 0 {
		l.Origin = &scan.Origin{
			Target: s.text(), Commit: s.text(), Blob: s.text(), Author: s.text(), Image: s.text(), Layer: s.text(), LayerIndex: s.n(9) - 1,
			Archives: s.texts(), Component: s.text(), URL: s.text(), Method: s.text(), Parameter: s.text(),
			Time: time.Unix(int64(s.n(256))<<20, 0).UTC(),
		}
	}
	return l
}

func (s *source) locations() []scan.Location {
	var list []scan.Location
	for range s.n(3) {
		list = append(list, s.location())
	}
	return list
}

func (s *source) rule() *scan.Rule {
	classes := scan.Classes()
	switch s.n(5) {
	case 0:
		return nil
	case 1:
		return injection
	}
	r := &scan.Rule{
		ID: s.text(), Name: s.text(), Class: classes[s.n(len(classes))].Class, Kind: scan.Kind(s.text()),
		Severity: s.severity(), Confidence: scan.Confidence(s.n(4)), Description: s.text(), Remediation: s.text(),
		Example: s.text(), Fixed: s.text(), Tags: s.texts(),
	}
	for range s.n(3) {
		r.Taxa = append(r.Taxa, scan.Taxon{Taxonomy: []string{"CWE", "CICD-SEC", s.text()}[s.n(3)], ID: s.text()})
		r.References = append(r.References, scan.Reference{Title: s.text(), URL: s.text()})
	}
	return r
}

func (s *source) severity() scan.Severity { return scan.Severity(s.n(6)) }

func (s *source) record() *scan.Record {
	r := &scan.Record{
		Rule: s.rule(), Message: s.text(), Impact: s.text(), Remediation: s.text(),
		Severity: s.severity(), Confidence: scan.Confidence(s.n(4)), Persona: scan.Persona(s.n(3)),
		Kind: scan.Kind(s.text()), Outcome: scan.Outcome([]string{"", "pass", "review", "notApplicable", s.text()}[s.n(5)]),
		Baseline: scan.BaselineState([]string{"", "new", "absent", s.text()}[s.n(4)]), Fingerprint: scan.Fingerprint(s.text()),
		Location: s.location(), Related: s.locations(), Occurrences: s.n(4) - 1,
	}
	if s.maybe() {
		r.Foreign = map[string]string{s.text(): s.text(), "primaryLocationLineHash": s.text(), "penstockFingerprint/v1": "x"}
		r.CodeFlows = []scan.CodeFlow{{Message: s.text(), Steps: s.locations()}, {}}
		r.Suppressions = []scan.Suppression{{Kind: s.text(), Justification: s.text()}, {Kind: "inSource"}, {Kind: "inSource"}}
		r.Suppressions[0].Location = &r.Location
	}
	if s.n(3) == 0 {
		r.Package = &scan.Package{PURL: s.text(), Name: s.text(), Version: s.text(), Locations: s.locations(), Paths: [][]string{s.texts()}}
		r.Vulnerability = &scan.Vulnerability{ID: s.text(), Aliases: s.texts(), Summary: s.text(), Fixed: s.texts(), Trace: s.texts()}
		r.Scores = []scan.Score{{System: "CVSS:3.1", Value: float64(s.n(120)) / 10}, {System: s.text(), Value: float64(s.n(3))}}
	}
	if s.n(4) == 0 {
		r.Secret = &scan.Secret{Detector: s.text(), Provider: s.text(), Redacted: s.text(), Validation: s.text()}
	}
	for range s.n(3) {
		f := scan.Fix{Description: s.text(), Safe: s.maybe(), Command: s.text()}
		for range s.n(3) {
			f.Edits = append(f.Edits, scan.Edit{Path: s.text(), Region: s.region(), Text: s.text()})
		}
		if s.maybe() {
			f.Upgrade = &scan.Upgrade{PURL: s.text(), From: s.text(), To: s.text()}
		}
		r.Fixes = append(r.Fixes, f, f)
	}
	return r
}

func (s *source) findings() []scan.Finding {
	var list []scan.Finding
	for range 1 + s.n(6) {
		list = append(list, s.record())
	}
	return list
}

func (s *source) diagnostics() []*scan.Diagnostic {
	var list []*scan.Diagnostic
	for range s.n(4) {
		d := &scan.Diagnostic{Kind: scan.DiagnosticKind(s.text()), Analyzer: s.text(), Location: s.location(), Message: s.text(), Note: s.maybe()}
		if s.maybe() {
			d.Err = errors.New(s.text())
		}
		list = append(list, d)
	}
	return list
}
