// Package audit runs rules over the model of a pipeline's file. The front ends
// of the CI systems ([System]) and the rules that hold for every system are
// made of it. What rules of several systems have in common is here too: images,
// credentials and debugging in variables ([Run.Image], [Run.Credentials],
// [Run.Debug]), code that is read twice ([Run.EachReread]), requests that are
// fetched ([Run.Fetches]).
package audit

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// System is the front end of one CI system: it recognises the system's files,
// reads them into the model and checks them. It is immutable and safe for
// concurrent use.
type System interface {
	// Name is short and lower case, such as "github".
	Name() string
	// Rules lists the rules that the system's findings can have.
	Rules() []*scan.Rule
	// Recognize reports whether a file may be one of the system's, from its
	// path and bytes; it must be quick. Every YAML file of a target is asked.
	Recognize(f *scan.File) bool
	// Read returns the model of a recognised file, nil when the file turns out
	// to be something else.
	Read(src *ci.Source) *ci.File
	// Check reports the weaknesses of one file through the run. The findings
	// may come in any order and repeat; the caller sorts them and drops
	// repeats.
	Check(run *Run)
}

// TextSystem is a System whose files, or some of them, are no YAML. It is asked
// for those files first.
type TextSystem interface {
	System
	// WantsText reports whether a file is to be read as text of the system's
	// own, from its path.
	WantsText(e *scan.Entry) bool
	// ReadText returns the model of a file that WantsText took, nil when it
	// turns out to be something else. An error is told as a diagnostic; the
	// model may come with it.
	ReadText(src *ci.Source) (*ci.File, error)
}

// Rule is one check. Of its functions those that are set are called: for the
// file, for every job, for every step. Jobs and steps are those of the model;
// either may lack what a system does not have.
type Rule struct {
	Meta scan.Rule
	File func(*Run)
	Job  func(*Run, *ci.Job)
	Step func(*Run, *ci.Job, *ci.Step)
}

// Run is the check of one file by all the rules for it. It remembers what
// several rules want to know. It is used by one goroutine.
type Run struct {
	// File is the model.
	File *ci.File
	// Privilege says what a run of the job or the step can do for an outsider;
	// both may be nil. Nil stands for [ci.PrivilegeUnknown] everywhere. A
	// front end sets it before it runs rules.
	Privilege func(*ci.Job, *ci.Step) ci.Privilege
	// Resolver knows commits and digests for fixes; nil knows none. It is set
	// before rules run.
	Resolver Resolver
	// OwnRunner reports whether a configuration lists a label as that of a runner of
	// the user's own; nil knows none. It is set before rules run.
	OwnRunner func(label string) bool
	// Flows are what files of the repository hand each other, nil for a file on
	// its own.
	Flows *Flows
	// Secret says how a template expression, without its fence, comes to hold a
	// secret that the file does not name, because a caller hands it over: the way,
	// source first, or nil where it holds none. Nil stands for no such secret. A
	// front end sets it before it runs rules.
	Secret func(job *ci.Job, step *ci.Step, expression string) []scan.Location
	// Front is what the front end keeps of the file beside the model, for its own
	// rules. It sets it before it runs them.
	Front any
	// Outsiders says what outsiders write into a variable of the environment, or of
	// the script, of a step; empty for one of which nothing of that is known. Nil
	// stands for none. A front end sets it before it runs rules.
	Outsiders func(job *ci.Job, step *ci.Step, variable string) string
	// Stage is what is known of who starts the runs and what they have, for
	// [Run.Ends]. A front end sets it before it runs rules.
	Stage Stage

	report  func(*ci.Weakness)
	shell   shell.Parser
	known   map[any]any
	owned   map[string]string
	err     error
	rule    *scan.Rule
	scripts map[*ci.Script]*shell.Script
	aligned map[*document.Node]*document.Alignment
	reached map[*ci.Job]*ci.Reach
	// consumed are the later jobs of those that were asked for, pairs how many
	// pairs of jobs were looked at for that.
	consumed map[*ci.Job][]ci.Consumer
	pairs    int
}

// NewRun returns a run over the file that gives what it finds to report.
func NewRun(file *ci.File, report func(*ci.Weakness)) *Run {
	return &Run{File: file, report: report, scripts: map[*ci.Script]*shell.Script{}, aligned: map[*document.Node]*document.Alignment{}, reached: map[*ci.Job]*ci.Reach{}, consumed: map[*ci.Job][]ci.Consumer{}}
}

// Once returns what find has found for a key in this run, and calls it for the
// first one who asks: for what several rules need. Keys are of types of the
// rules' own packages.
func Once[T any](r *Run, key any, find func() T) T {
	if found, ok := r.known[key]; ok {
		return found.(T)
	}
	found := find()
	if r.known == nil {
		r.known = map[any]any{}
	}
	r.known[key] = found
	return found
}

// Rules calls the functions of the rules, in their order.
func (r *Run) Rules(rules []*Rule) {
	for _, rule := range rules {
		r.rule = &rule.Meta
		if rule.File != nil {
			rule.File(r)
		}
		if rule.Job == nil && rule.Step == nil {
			continue
		}
		for _, job := range r.File.Jobs {
			if rule.Job != nil {
				rule.Job(r, job)
			}
			if rule.Step == nil {
				continue
			}
			for _, step := range job.Steps {
				rule.Step(r, job, step)
			}
		}
	}
}

// Find reports a finding of the current rule at a span. The job and the step
// may be nil; part is what the finding is about in them, such as "run". Changes
// are applied to the finding before it is given out.
func (r *Run) Find(job *ci.Job, step *ci.Step, span ci.Span, part, message string, change ...func(*ci.Weakness)) {
	w := &ci.Weakness{
		Record: scan.NewRecord(r.rule, r.File.Location(span, r.Logical(job, step, part)), message),
		System: r.File.System,
		Step:   -1,
	}
	for _, t := range r.File.Triggers {
		if !slices.Contains(w.Triggers, t.Name) {
			w.Triggers = append(w.Triggers, r.own(t.Name))
		}
	}
	if job != nil {
		w.Job = r.own(job.ID)
	}
	if r.Privilege != nil {
		w.Privilege = r.Privilege(job, step)
	}
	w.Scope = w.Location.Region
	if step != nil {
		w.Step = step.Index
		start, end := step.Node.Span()
		w.Scope = r.File.Source.Region(start, end)
	}
	for _, f := range change {
		f(w)
	}
	w.Expression, w.Component, w.Anchor, w.Group = r.own(w.Expression), r.own(w.Component), r.own(w.Anchor), r.own(w.Group)
	r.report(w)
}

// own returns a copy of a text, the same one for equal texts. Values of the model
// are parts of the file's text, which a finding that refers to one would keep.
func (r *Run) own(text string) string {
	if text == "" {
		return ""
	}
	own, ok := r.owned[text]
	if !ok {
		if r.owned == nil {
			r.owned = map[string]string{}
		}
		own = strings.Clone(text)
		r.owned[own] = own
	}
	return own
}

// Level returns a change of severity, confidence and persona, for
// [Run.Find].
func Level(s scan.Severity, confidence scan.Confidence, p scan.Persona) func(*ci.Weakness) {
	return func(w *ci.Weakness) { w.Severity, w.Confidence, w.Persona = s, confidence, p }
}

// Within returns the span of bytes [from, to) of a scalar's value.
func (r *Run) Within(n *document.Node, from, to int) ci.Span {
	n = n.Resolve()
	m, ok := r.aligned[n]
	if !ok {
		m = n.Align()
		r.aligned[n] = m
	}
	start, end := m.Source(from, to)
	return ci.Span{Start: start, End: end}
}

// Script returns what is known about a script, nil for nil. What the system
// puts in before the script runs ([ci.Script.Templates]) is masked.
func (r *Run) Script(s *ci.Script) *shell.Script {
	if s == nil {
		return nil
	}
	known, ok := r.scripts[s]
	if !ok {
		known = r.shell.Parse(s.Text.Value(), shell.DialectOf(s.Interpreter()), s.Templates...)
		r.scripts[s] = known
	}
	return known
}

// EachCommand calls visit for the commands of a step's script, without the
// programs that only run another one, such as sudo and npx. The commands must
// not be changed.
func (r *Run) EachCommand(step *ci.Step, visit func(*shell.Command)) {
	script := r.Script(step.Run)
	if script == nil {
		return
	}
	for i := range script.Commands {
		visit(script.Unwrapped(i))
	}
}

// Logical returns the place in the file's own terms, such as
// "jobs.build.steps[2].run".
func (r *Run) Logical(job *ci.Job, step *ci.Step, part string) string {
	f := r.File
	b := make([]byte, 0, 64)
	switch {
	case job == nil:
	case f.Kind == ci.KindComponent && f.System == "github":
		b = append(b, "runs."...)
	case job.ID == "": // the steps stand at the top
	case f.Section != "":
		b = append(append(append(append(b, f.Section...), '.'), job.ID...), '.')
	default:
		b = append(append(b, job.ID...), '.')
	}
	if step != nil {
		name := f.Steps
		if step.Group != "" {
			name = step.Group
		}
		b = append(append(b, name...), '[')
		b = append(strconv.AppendInt(b, int64(step.Index), 10), "]."...)
	}
	b = append(b, part...)
	return string(bytes.TrimSuffix(b, []byte{'.'}))
}
