package report

import (
	"io"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// The limits of GitHub code scanning on one run. What is above them is refused
// or not shown: 25,000 results, 1,000 locations on each, 10,000 steps of data
// flow on each, 20 tags on each rule; 10 MB for the compressed file.
const (
	gitHubResults   = 25_000
	gitHubLocations = 1_000
	gitHubSteps     = 10_000
	gitHubTags      = 20
)

// SARIFConfig configures [NewSARIF].
type SARIFConfig struct {
	// ID is the run's automationDetails.id. GitHub takes what stands before
	// the last slash as the category that sets several uploads for one commit
	// apart, such as "penstock/backend/".
	ID string
	// Base is the slash-separated path of the target inside the repository; it
	// goes in front of every path.
	Base string
	// NoFile is the path given to a finding that is about no file at all. A
	// result without one makes GitHub refuse the whole document. Empty means
	// "no-file".
	NoFile string
	// SplitVulnerabilities makes a rule of its own of every vulnerability:
	// "rule/CVE-2021-1". GitHub shows the severity and the title of the rule,
	// so without it every vulnerable package looks as bad as the worst.
	SplitVulnerabilities bool
	// AllRules describes every rule of the summary, not only those with
	// results.
	AllRules bool
	// MaxResults is the number of results to write; the rest are counted in a
	// notification. 0 means no limit; GitHub takes 25,000 in one run.
	MaxResults int
	// MaxNotifications is the number of diagnostics to write; the rest are
	// counted in a notification. 0 means 10,000.
	MaxNotifications int
}

// SARIF is an [Encoder] of SARIF 2.1.0 (OASIS Standard, Errata 01): one
// document with one run.
//
// Results come first and are not kept; the tool with its rules (in order of
// their first result) and the notifications follow at the end. What is kept
// until then are the rules and the diagnostics up to their limit.
//
//   - Columns count UTF-16 code units. Ours count bytes; one that cannot be
//     converted because the snippet does not hold the line up to there is left
//     out, as is the end column of a secret, whose snippet is redacted.
//   - URIs are relative to %SRCROOT%, percent-encoded byte for byte. A path
//     that is absolute becomes a file URI.
//   - A finding without a path is placed where its package is named, else in
//     its first related file, else in [SARIFConfig].NoFile, always with a
//     remark. A finding about a whole file is placed on line 1 with a remark,
//     because GitHub wants a line.
//   - A file in an archive is placed in the archive that lies in the repository,
//     on line 1; a remark and a logical location lead to the file and its line.
//     Fixes of it are left out.
//   - A result of a kind other than "fail" has level "none"; the severity is in
//     its properties either way. security-severity is that of the worst result
//     of the rule: its CVSS score if that agrees with the severity, else 9.5,
//     8.0, 5.5 or 2.0.
//   - executionSuccessful is false when anything could not be looked at.
//   - Fixes are those with text edits; other ones are in the properties.
//
// Braces in messages are not doubled as section 3.11.5 asks for, because
// consumers show them as they are.
type SARIF struct {
	out     output
	config  SARIFConfig
	rules   []*descriptor
	index   map[string]int
	scratch []byte
	results int
	dropped int
	notes   notifications
}

// descriptor is a rule of the document.
type descriptor struct {
	id    string
	rule  *scan.Rule
	vuln  *scan.Vulnerability // where the rule is about this one only
	score float64             // of the worst result, 0 without one
	found bool
}

// NewSARIF returns an encoder of SARIF that writes to w.
func NewSARIF(w io.Writer, config SARIFConfig) *SARIF {
	if config.NoFile == "" {
		config.NoFile = "no-file"
	}
	if config.MaxNotifications <= 0 {
		config.MaxNotifications = 10_000
	}
	if config.Base = path.Clean("/" + config.Base)[1:]; config.Base != "" {
		config.Base += "/"
	}
	e := &SARIF{out: output{w: w}, config: config, index: map[string]int{}}
	e.notes.index = map[scan.DiagnosticKind]int{}
	e.out.text(`{"$schema":"`, sarifSchema, `","version":"2.1.0","runs":[{"columnKind":"utf16CodeUnits","results":[`, "\n")
	return e
}

// Finding implements [Encoder].
func (e *SARIF) Finding(f scan.Finding) error {
	if e.out.err != nil {
		return e.out.err
	}
	if e.config.MaxResults > 0 && e.results >= e.config.MaxResults {
		e.dropped++
		return nil
	}
	r := f.Common()
	if e.results > 0 {
		e.out.text(",\n")
	}
	e.results++
	j := jsonBuf{e.out.buf}
	e.result(&j, r)
	e.out.buf = j.b
	return e.out.spill()
}

// Diagnostic implements [Encoder].
func (e *SARIF) Diagnostic(d *scan.Diagnostic) error {
	if e.out.err == nil {
		e.notes.add(e, d)
	}
	return e.out.err
}

// Close implements [Encoder].
func (e *SARIF) Close(s *Summary) error {
	if e.out.err != nil {
		return e.out.err
	}
	if s == nil {
		s = &Summary{}
	}
	for _, rule := range s.Rules {
		if e.config.AllRules {
			e.ruleIndex(rule, nil)
		}
	}
	e.out.text("\n],\n")
	j := jsonBuf{e.out.buf}
	e.run(&j, s)
	j.raw("}]}\n")
	e.out.buf = j.b
	return e.out.close()
}

// ruleIndex returns the index of the descriptor of a rule, or of one of its
// vulnerabilities. The first rule with an id is the one that is written.
func (e *SARIF) ruleIndex(rule *scan.Rule, v *scan.Vulnerability) int {
	id := unnamedRule
	if rule != nil && rule.ID != "" {
		id = rule.ID
	}
	e.scratch = append(e.scratch[:0], id...)
	if v != nil {
		e.scratch = append(append(e.scratch, '/'), v.ID...)
	}
	if i, ok := e.index[string(e.scratch)]; ok {
		return i
	}
	if rule == nil {
		rule = &scan.Rule{Name: "Finding without a rule"}
	}
	// JSON would make one of two ids that differ only in broken bytes.
	full := strings.ToValidUTF8(string(e.scratch), "\uFFFD")
	i, known := e.index[full]
	if !known {
		i = len(e.rules)
		e.rules = append(e.rules, &descriptor{id: full, rule: rule, vuln: v})
		e.index[full] = i
	}
	e.index[string(e.scratch)] = i
	return i
}

// unnamedRule is the id given where a finding has no rule.
const unnamedRule = "unspecified"

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
