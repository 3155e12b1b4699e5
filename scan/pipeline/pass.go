package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// pass is the work of one run: files are checked as they come, but for those
// that may depend on others.
type pass struct {
	analyzer   *Analyzer
	repository repository
}

// Wants implements [scan.Pass]: every YAML file, since many systems let their
// files be kept anywhere, and those that a system knows by their names. What a
// YAML file is gets decided from its content. What lies in an archive does not
// run.
func (p *pass) Wants(e *scan.Entry) bool {
	if e.Origin != nil && len(e.Origin.Archives) > 0 && !p.analyzer.archives {
		return false
	}
	return isYAML(e) || p.analyzer.textSystem(e) != nil
}

func isYAML(e *scan.Entry) bool {
	ext := e.Ext()
	return strings.EqualFold(ext, ".yml") || strings.EqualFold(ext, ".yaml")
}

// File implements [scan.Pass].
func (p *pass) File(ctx context.Context, f *scan.File, out scan.Sink) error {
	list, diag := p.check(ctx, f, out)
	for _, w := range list {
		out.Finding(w)
	}
	if diag != nil {
		return diag
	}
	return nil
}

// check checks one file, or keeps it for the end. What it uses, and what is only
// good to know, goes to out, if that is given.
func (p *pass) check(ctx context.Context, f *scan.File, out scan.Sink) ([]*Weakness, *scan.Diagnostic) {
	note := func(d *scan.Diagnostic) {
		if out != nil {
			out.Diagnostic(d)
		}
	}
	a := p.analyzer
	system := a.systemOf(f)
	if ctx.Err() != nil {
		return nil, nil
	}
	if system == nil {
		return nil, a.unknown(f)
	}
	if int64(len(f.Bytes())) > a.max {
		return a.check(system, f, nil, note)
	}
	l := linker(system, f.Entry)
	describe := func(model *ci.File) { a.inventory(system, model, out) }
	if l == nil {
		return a.check(system, f, describe, note)
	}
	if l.Linked(f) {
		// Packages are asked for before the end. An error is told there.
		if a.describes(out) {
			if model, _ := a.read(system, f); model != nil {
				describe(model)
			}
		}
		p.repository.add(l, f.Entry, member{file: f.Clone()})
		return nil, nil
	}
	return a.check(system, f, func(model *ci.File) {
		describe(model)
		if n, ok := l.(audit.Noter); ok {
			if told := n.Note(model); told != nil {
				p.repository.add(l, f.Entry, member{note: told})
			}
		}
	}, note)
}

// check reads and checks one file of a system on its own. It shows the model to
// look, if that is given.
func (a *Analyzer) check(system audit.System, f *scan.File, look func(*ci.File), note func(*scan.Diagnostic)) ([]*Weakness, *scan.Diagnostic) {
	if int64(len(f.Bytes())) > a.max {
		return nil, tooLarge(f)
	}
	model, err := a.read(system, f)
	var list []*Weakness
	if model != nil {
		if look != nil {
			look(model)
		}
		run := audit.NewRun(model, func(w *Weakness) { list = append(list, w) })
		run.Resolver, run.OwnRunner = a.resolver, a.ownRunner
		system.Check(run)
		run.Rules(a.scripts)
	}
	list = a.finish(f, list, note)
	fold(list)
	list = join(list)
	if err != nil {
		return list, diagnose(f, err)
	}
	return list, nil
}

// read returns the model of a file, nil when it is something else than the
// system took it for. What could be read comes with an error.
func (a *Analyzer) read(system audit.System, f *scan.File) (*ci.File, error) {
	src := &ci.Source{File: f}
	if text := a.textSystem(f.Entry); text != nil {
		return text.ReadText(src)
	}
	var err error
	src.Roots, err = document.Parse(f.Bytes())
	if err == nil {
		err = a.misshapen(system, src)
	}
	if len(src.Roots) == 0 {
		return nil, err
	}
	return system.Read(src), err
}

// finish puts findings of a file in order and marks those that are ignored.
func (a *Analyzer) finish(f *scan.File, list []*Weakness, note func(*scan.Diagnostic)) []*Weakness {
	list = arrange(list)
	for _, d := range a.suppress(f, list) {
		note(d)
	}
	return list
}

// systemOf returns the system whose file this is, nil where it is none's.
func (a *Analyzer) systemOf(f *scan.File) audit.System {
	if f.Binary() {
		return nil
	}
	if text := a.textSystem(f.Entry); text != nil {
		return text
	}
	return a.recognize(f)
}

// recognize returns the first system that takes the YAML file for its own.
func (a *Analyzer) recognize(f *scan.File) audit.System {
	if !isYAML(f.Entry) {
		return nil
	}
	for _, s := range a.systems {
		if s.Recognize(f) {
			return s
		}
	}
	return nil
}

// textSystem returns the first system that reads files of that name as text.
func (a *Analyzer) textSystem(e *scan.Entry) audit.TextSystem {
	for _, s := range a.systems {
		if t, ok := s.(audit.TextSystem); ok && t.WantsText(e) {
			return t
		}
	}
	return nil
}

func diagnose(f *scan.File, err error) *scan.Diagnostic {
	d := &scan.Diagnostic{
		Kind:     scan.DiagMalformed,
		Location: scan.Location{Path: f.Path, Origin: f.Origin},
		Message:  "pipeline configuration could not be read",
		Err:      err,
	}
	switch {
	case errors.Is(err, document.ErrLimit):
		d.Kind = scan.DiagLimit
	case errors.Is(err, audit.ErrCircle):
		d.Message = "no pipeline can be made of the file"
	}
	var form *shapeError
	if errors.As(err, &form) {
		d.Message = "pipeline configuration has not the form that its system reads"
		d.Location.Region = f.Region(form.span.Start, lineEnd(f, form.span))
	}
	var syntax *document.SyntaxError
	if errors.As(err, &syntax) && syntax.Line > 0 {
		at := f.Offset(syntax.Line, 1)
		d.Location.Region = f.Region(at, at+len(f.Line(syntax.Line)))
	}
	return d
}

// lineEnd returns where a span ends, or the line that it starts on where it is
// longer.
func lineEnd(f *scan.File, span ci.Span) int {
	if n := bytes.IndexByte(f.Bytes()[span.Start:], '\n'); n >= 0 {
		return min(span.End, span.Start+n)
	}
	return span.End
}

// arrange sorts findings by place and rule and drops repeats, which come where
// one definition is used several times through aliases.
func arrange(list []*Weakness) []*Weakness {
	slices.SortStableFunc(list, func(a, b *Weakness) int {
		// The gravest of several uses of one definition stands for all.
		return cmp.Or(comparePlace(a, b), cmp.Compare(a.Persona, b.Persona), cmp.Compare(b.Severity, a.Severity))
	})
	return slices.CompactFunc(list, func(a, b *Weakness) bool { return comparePlace(a, b) == 0 })
}

func comparePlace(a, b *Weakness) int {
	x, y := a.Location.Region, b.Location.Region
	return cmp.Or(
		cmp.Compare(x.StartOffset, y.StartOffset),
		cmp.Compare(x.EndOffset, y.EndOffset),
		strings.Compare(a.Rule.ID, b.Rule.ID),
	)
}
