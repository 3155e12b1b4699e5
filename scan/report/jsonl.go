package report

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/scan"
)

// JSONL is an [Encoder] of JSON Lines: one object on each line, with a type.
//
//   - "rule" is a [scan.Rule]. It comes once, before its first finding; the
//     summary names those without findings by their ids.
//   - "finding" is a [scan.Record] whose rule is reduced to id, name and class.
//   - "diagnostic" is a [scan.Diagnostic] with the text of its cause.
//   - "summary" is the last line: the number of findings and diagnostics and
//     what is in the [Summary]. It is there even without one, so that a reader
//     can tell a complete stream from one that was cut off.
//
// Bytes that are not UTF-8 become U+FFFD; where they are in the path of a
// finding or diagnostic, "pathBytes" has the path in base64. [ReadJSONL] reads
// it all back.
type JSONL struct {
	out   output
	enc   *json.Encoder
	rules map[string]*scan.Rule // as last written
	line  findingLine           // reused
	ref   ruleRef               // reused
	sum   summaryLine
}

// The types of lines.
const (
	lineRule       = "rule"
	lineFinding    = "finding"
	lineDiagnostic = "diagnostic"
	lineSummary    = "summary"
)

type ruleLine struct {
	Type string `json:"type"`
	*scan.Rule
}

type findingLine struct {
	Type string `json:"type"`
	*scan.Record
	Rule      *ruleRef `json:"rule,omitempty"` // hides that of Record
	PathBytes []byte   `json:"pathBytes,omitempty"`
}

type ruleRef struct {
	ID    string     `json:"id"`
	Name  string     `json:"name,omitempty"`
	Class scan.Class `json:"class,omitempty"`
}

// plainDiagnostic is a Diagnostic without its methods, which would write the
// whole line.
type plainDiagnostic scan.Diagnostic

type diagnosticLine struct {
	Type string `json:"type"`
	*plainDiagnostic
	Cause     string `json:"cause,omitempty"`
	PathBytes []byte `json:"pathBytes,omitempty"`
}

type summaryLine struct {
	Type     string `json:"type"`
	Findings int    `json:"findings"`
	// Suppressed counts the findings with a suppression by its mechanism.
	Suppressed  map[string]int `json:"suppressed,omitempty"`
	Diagnostics int            `json:"diagnostics"`
	Tool        scan.Tool      `json:"tool,omitzero"`
	Rules       []string       `json:"rules,omitempty"`
	Persona     scan.Persona   `json:"persona,omitzero"`
	Classes     []scan.Class   `json:"classes,omitempty"`
	Coverage    scan.Coverage  `json:"coverage,omitzero"`
	Decision    *Decision      `json:"decision,omitempty"`
}

// NewJSONL returns an encoder of JSON Lines that writes to w.
func NewJSONL(w io.Writer) *JSONL {
	e := &JSONL{out: output{w: w}, rules: map[string]*scan.Rule{}}
	e.enc = json.NewEncoder(&e.out)
	e.enc.SetEscapeHTML(false)
	return e
}

// Finding implements [Encoder]. A finding that JSON cannot express, such as
// one with a function among its properties, is an error that leaves the stream
// as it was, so a caller may go on.
func (e *JSONL) Finding(f scan.Finding) error {
	if e.out.err != nil {
		return e.out.err
	}
	r := f.Common()
	e.line = findingLine{Type: lineFinding, Record: r, PathBytes: pathBytes(r.Location.Path)}
	if r.Rule != nil {
		if err := e.rule(r.Rule); err != nil {
			return err
		}
		e.ref = ruleRef{r.Rule.ID, r.Rule.Name, r.Rule.Class}
		e.line.Rule = &e.ref
	}
	if err := e.enc.Encode(&e.line); err != nil {
		return fmt.Errorf("encode finding of rule %q in %q: %w", r.RuleID(), r.Location.Path, err)
	}
	e.sum.Findings++
	if len(r.Suppressions) > 0 {
		if e.sum.Suppressed == nil {
			e.sum.Suppressed = map[string]int{}
		}
		by := string([]rune(r.Suppressions[0].By())) // as valid UTF-8, so that the keys are in order
		e.sum.Suppressed[by]++
	}
	return e.out.spill()
}

// rule writes a rule unless the stream already has it as it is.
func (e *JSONL) rule(rule *scan.Rule) error {
	written, ok := e.rules[rule.ID]
	if ok && (written == rule || reflect.DeepEqual(written, rule)) {
		return nil
	}
	if err := e.enc.Encode(ruleLine{lineRule, rule}); err != nil {
		return fmt.Errorf("encode rule %q: %w", rule.ID, err)
	}
	e.rules[rule.ID] = rule
	return nil
}

// Diagnostic implements [Encoder].
func (e *JSONL) Diagnostic(d *scan.Diagnostic) error {
	if e.out.err != nil {
		return e.out.err
	}
	line := diagnosticLine{Type: lineDiagnostic, plainDiagnostic: (*plainDiagnostic)(d), PathBytes: pathBytes(d.Location.Path)}
	if d.Err != nil {
		line.Cause = d.Err.Error()
	}
	if err := e.enc.Encode(&line); err != nil {
		return fmt.Errorf("encode diagnostic %q: %w", d.Message, err)
	}
	e.sum.Diagnostics++
	return e.out.spill()
}

// Close implements [Encoder].
func (e *JSONL) Close(s *Summary) error {
	if e.out.err != nil {
		return e.out.err
	}
	e.sum.Type = lineSummary
	if s != nil {
		for _, rule := range s.Rules {
			e.sum.Rules = append(e.sum.Rules, rule.ID)
		}
		e.sum.Persona, e.sum.Classes = s.Persona, s.Classes
		e.sum.Tool, e.sum.Coverage, e.sum.Decision = s.Tool, s.Coverage, s.Decision
	}
	if err := e.enc.Encode(&e.sum); err != nil {
		return fmt.Errorf("encode summary: %w", err)
	}
	return e.out.close()
}

// pathBytes returns a path that JSON cannot hold, else nil.
func pathBytes(path string) []byte {
	if utf8.ValidString(path) {
		return nil
	}
	return []byte(path)
}
