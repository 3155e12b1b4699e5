package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/penstock-dev/penstock/internal/gitignore"
	"github.com/penstock-dev/penstock/scan"
)

// Gate decides by a [Config]. It is immutable and safe for concurrent use.
type Gate struct {
	config  Config
	classes map[scan.Class]ClassRule
	accept  []acceptance
}

// New returns a gate, or an error that names everything that is wrong with the
// configuration.
func New(config Config) (*Gate, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	g := &Gate{config: config, classes: map[scan.Class]ClassRule{}}
	g.config.FailOn = cmp.Or(config.FailOn, scan.SeverityHigh)
	g.config.UnknownSeverity = cmp.Or(config.UnknownSeverity, scan.SeverityHigh)
	for _, r := range config.Classes {
		g.classes[r.Class] = r
	}
	for _, a := range config.Accept {
		ready := acceptance{Acceptance: a}
		if a.Path != "" {
			ready.paths = gitignore.Parse([]byte(a.Path))
		}
		g.accept = append(g.accept, ready)
	}
	return g, nil
}

// Verdict is what came of a decision.
type Verdict string

// The verdicts, the worst first.
const (
	Fail       Verdict = "fail"       // at least one finding fails
	Incomplete Verdict = "incomplete" // no finding fails, but something was not looked at
	Pass       Verdict = "pass"
)

// Decision is what a gate made of a run.
type Decision struct {
	Verdict Verdict
	// Failed and Passed count the findings that were judged; Suppressed those
	// that somebody decided to live with, Unjudged those that are for another
	// persona, Known those that a [Baseline] has too, or has alone.
	Failed, Passed, Suppressed, Unjudged, Known int
	// FailedBySeverity counts the failed findings.
	FailedBySeverity map[scan.Severity]int
	// FailedByClass counts the failed findings.
	FailedByClass map[scan.Class]int
	// Missing counts by kind what was not looked at and is not accepted.
	Missing map[scan.DiagnosticKind]int
	// Accepted counts by reason, or else kind, what was not looked at and is
	// accepted.
	Accepted map[string]int
}

// Reasons says in words why the verdict is what it is, the weightiest first.
func (d *Decision) Reasons() []string {
	var reasons []string
	for _, s := range slices.Backward(scan.Severities()) {
		if n := d.FailedBySeverity[s]; n > 0 {
			reasons = append(reasons, plural(n, fmt.Sprintf("finding of %s severity fails", s), fmt.Sprintf("findings of %s severity fail", s)))
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(d.Missing)) {
		n := d.Missing[kind]
		reasons = append(reasons, plural(n, fmt.Sprintf("thing was not looked at and is not accepted (%s)", kind), fmt.Sprintf("things were not looked at and are not accepted (%s)", kind)))
	}
	return reasons
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n) + " " + many
}

// Decide judges a whole result.
func (g *Gate) Decide(result *scan.Result) *Decision {
	j := g.Judge()
	for _, f := range result.Findings {
		j.Finding(f)
	}
	for _, d := range result.Diagnostics {
		j.Diagnostic(d)
	}
	return j.Decision()
}

// Judge starts a decision on a stream of findings and diagnostics.
func (g *Gate) Judge() *Judgement {
	return &Judgement{gate: g, decision: Decision{
		FailedBySeverity: map[scan.Severity]int{}, FailedByClass: map[scan.Class]int{},
		Missing: map[scan.DiagnosticKind]int{}, Accepted: map[string]int{},
	}}
}

// Judgement is a decision in the making. It is not safe for concurrent use.
type Judgement struct {
	gate     *Gate
	decision Decision
}

// Finding judges a finding and reports whether it fails.
func (j *Judgement) Finding(f scan.Finding) bool {
	r, d := f.Common(), &j.decision
	switch {
	case r.Outcome == scan.OutcomePass || r.Outcome == scan.OutcomeNotApplicable:
		return false
	case r.Baseline == scan.BaselineUnchanged || r.Baseline == scan.BaselineAbsent:
		d.Known++
		return false
	case r.Suppressed():
		d.Suppressed++
		return false
	case r.Persona > j.gate.config.Persona:
		d.Unjudged++
		return false
	case !j.gate.fails(r):
		d.Passed++
		return false
	}
	d.Failed++
	d.FailedBySeverity[r.Severity]++
	d.FailedByClass[r.Class()]++
	return true
}

func (g *Gate) fails(r *scan.Record) bool {
	severity := cmp.Or(r.Severity, g.config.UnknownSeverity)
	if r.Confidence != scan.ConfidenceUnknown && r.Confidence < g.config.MinConfidence {
		return false
	}
	if c, ok := g.classes[r.Class()]; ok {
		return !c.Pass && severity >= c.FailOn
	}
	return !g.config.ReportOnly && severity >= g.config.FailOn
}

// Diagnostic judges what was not looked at and reports whether it is accepted;
// notes always are.
func (j *Judgement) Diagnostic(d *scan.Diagnostic) bool {
	if d.Note {
		return true
	}
	for _, a := range j.gate.accept {
		if a.accepts(d) {
			j.decision.Accepted[cmp.Or(a.Reason, string(a.Kind))]++
			return true
		}
	}
	j.decision.Missing[d.Kind]++
	return false
}

// Decision returns the decision on what was judged so far.
func (j *Judgement) Decision() *Decision {
	d := j.decision
	d.FailedBySeverity, d.FailedByClass = maps.Clone(d.FailedBySeverity), maps.Clone(d.FailedByClass)
	d.Missing, d.Accepted = maps.Clone(d.Missing), maps.Clone(d.Accepted)
	switch {
	case d.Failed > 0:
		d.Verdict = Fail
	case len(d.Missing) > 0:
		d.Verdict = Incomplete
	default:
		d.Verdict = Pass
	}
	return &d
}
