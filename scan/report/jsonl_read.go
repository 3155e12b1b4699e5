package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/penstock-dev/penstock/scan"
)

// ErrTruncated says that a stream of JSON Lines ended without the summary that
// its encoder writes last, or with fewer lines than that summary counts: the
// absence of findings in it proves nothing.
var ErrTruncated = errors.New("stream is not complete")

// Item is one line that [ReadJSONL] read: exactly one field is set.
type Item struct {
	// Finding with its full rule, which all findings of the rule share.
	Finding *scan.Record
	// Diagnostic whose cause has the text that it had when it was written.
	Diagnostic *scan.Diagnostic
	// Summary with the full rules.
	Summary *Summary
}

// ReadConfig bounds what [ReadJSONL] accepts.
type ReadConfig struct {
	// MaxLine is the longest line in bytes; 0 means 16 MiB. A longer one is an
	// error and skipped.
	MaxLine int
	// MaxRules is the largest number of different rules; 0 means 100,000.
	// Further ones are an error each, their findings keep a reduced rule.
	MaxRules int
}

// ReadJSONL reads what [JSONL] wrote, in order. Streams may be joined end to
// end. Rules are restored to the findings and not yielded by themselves.
//
// A line that cannot be read is yielded as an error that names its number;
// reading goes on with the next line. A stream without its end yields an error
// that wraps [ErrTruncated] last. An error of r ends the iteration. Numbers in
// properties come back as float64.
func ReadJSONL(r io.Reader, config ReadConfig) iter.Seq2[Item, error] {
	if config.MaxLine <= 0 {
		config.MaxLine = 16 << 20
	}
	if config.MaxRules <= 0 {
		config.MaxRules = 100_000
	}
	return func(yield func(Item, error) bool) {
		d := decoder{rules: map[string]*scan.Rule{}, maxRules: config.MaxRules}
		lines := lineReader{r: bufio.NewReaderSize(r, 64<<10), max: config.MaxLine}
		for {
			line, err := lines.next()
			if err == io.EOF {
				break
			}
			var item Item
			if err == nil {
				item, err = d.line(line)
			}
			if err != nil {
				err = fmt.Errorf("line %d: %w", lines.n, err)
			}
			if (err != nil || item != Item{}) && !yield(item, err) || lines.failed {
				return
			}
		}
		if d.open {
			yield(Item{}, fmt.Errorf("after line %d: no summary: %w", lines.n, ErrTruncated))
		}
	}
}

// decoder restores the rules of a stream.
type decoder struct {
	rules       map[string]*scan.Rule
	maxRules    int
	findings    int
	diagnostics int
	open        bool // lines since the last summary
}

// line decodes one line; a rule gives an empty item.
func (d *decoder) line(line []byte) (Item, error) {
	if len(bytes.TrimSpace(line)) == 0 {
		return Item{}, nil
	}
	d.open = true
	kind, err := lineType(line)
	if err != nil {
		return Item{}, err
	}
	switch kind {
	case lineRule:
		return Item{}, d.rule(line)
	case lineFinding:
		return d.finding(line)
	case lineDiagnostic:
		return d.diagnostic(line)
	case lineSummary:
		return d.summary(line)
	}
	return Item{}, fmt.Errorf("unknown type %q", kind)
}

// lineType returns the type of a line, without decoding it when it starts as
// our encoder starts it.
func lineType(line []byte) (string, error) {
	if rest, ok := bytes.CutPrefix(line, []byte(`{"type":"`)); ok {
		for _, kind := range []string{lineFinding, lineRule, lineDiagnostic, lineSummary} {
			if len(rest) > len(kind) && rest[len(kind)] == '"' && string(rest[:len(kind)]) == kind {
				return kind, nil
			}
		}
	}
	var head struct {
		Type string `json:"type"`
	}
	err := json.Unmarshal(line, &head)
	return head.Type, err
}

func (d *decoder) rule(line []byte) error {
	rule := &scan.Rule{}
	if err := json.Unmarshal(line, rule); err != nil {
		return fmt.Errorf("rule: %w", err)
	}
	return d.keep(rule)
}

func (d *decoder) keep(rule *scan.Rule) error {
	if _, known := d.rules[rule.ID]; !known && len(d.rules) >= d.maxRules {
		return fmt.Errorf("rule %q: more than %d rules", rule.ID, d.maxRules)
	}
	d.rules[rule.ID] = rule
	return nil
}

func (d *decoder) finding(line []byte) (Item, error) {
	l := findingLine{Record: &scan.Record{}}
	if err := json.Unmarshal(line, &l); err != nil {
		return Item{}, fmt.Errorf("finding: %w", err)
	}
	d.findings++
	r := l.Record
	if l.PathBytes != nil {
		r.Location.Path = string(l.PathBytes)
	}
	if ref := l.Rule; ref != nil {
		rule, known := d.rules[ref.ID]
		if !known {
			rule = &scan.Rule{ID: ref.ID, Name: ref.Name, Class: ref.Class}
			if len(d.rules) < d.maxRules {
				d.rules[ref.ID] = rule
			}
		}
		r.Rule = rule
	}
	return Item{Finding: r}, nil
}

func (d *decoder) diagnostic(line []byte) (Item, error) {
	diag := &scan.Diagnostic{}
	l := diagnosticLine{plainDiagnostic: (*plainDiagnostic)(diag)}
	if err := json.Unmarshal(line, &l); err != nil {
		return Item{}, fmt.Errorf("diagnostic: %w", err)
	}
	d.diagnostics++
	if l.PathBytes != nil {
		l.Location.Path = string(l.PathBytes)
	}
	if l.Cause != "" {
		l.Err = errors.New(l.Cause)
	}
	return Item{Diagnostic: diag}, nil
}

func (d *decoder) summary(line []byte) (Item, error) {
	var l summaryLine
	if err := json.Unmarshal(line, &l); err != nil {
		return Item{}, fmt.Errorf("summary: %w", err)
	}
	findings, diagnostics := d.findings, d.diagnostics
	d.findings, d.diagnostics, d.open = 0, 0, false
	if findings != l.Findings || diagnostics != l.Diagnostics {
		return Item{}, fmt.Errorf("summary counts findings and diagnostics as %d and %d, read were %d and %d: %w",
			l.Findings, l.Diagnostics, findings, diagnostics, ErrTruncated)
	}
	s := &Summary{Tool: l.Tool, Persona: l.Persona, Classes: l.Classes, Coverage: l.Coverage, Decision: l.Decision}
	for _, id := range l.Rules {
		rule, known := d.rules[id]
		if !known {
			rule = &scan.Rule{ID: id}
		}
		s.Rules = append(s.Rules, rule)
	}
	return Item{Summary: s}, nil
}

// lineReader reads lines of bounded length into one buffer.
type lineReader struct {
	r      *bufio.Reader
	max    int
	n      int // number of the last line
	buf    []byte
	failed bool // the reader underneath failed
}

// next returns the next line without its end; it is valid until the following
// call. After io.EOF or failed there is no more.
func (l *lineReader) next() ([]byte, error) {
	l.buf = l.buf[:0]
	long := false
	for first := true; ; first = false {
		part, err := l.r.ReadSlice('\n')
		if first && err == io.EOF && len(part) == 0 {
			return nil, io.EOF
		}
		if first {
			l.n++
		}
		text := bytes.TrimSuffix(part, []byte{'\n'})
		if long = long || len(l.buf)+len(text) > l.max; !long {
			l.buf = append(l.buf, text...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err != nil && err != io.EOF:
			l.failed = true
			return nil, fmt.Errorf("read: %w", err)
		case long:
			return nil, fmt.Errorf("longer than %d bytes", l.max)
		default:
			return l.buf, nil
		}
	}
}
