package pipeline

import (
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

// pass is the work of one run. Files are independent of each other.
type pass struct{ analyzer *Analyzer }

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
	list, diag := p.analyzer.check(ctx, f)
	for _, w := range list {
		out.Finding(w)
	}
	if diag != nil {
		return diag
	}
	return nil
}

// check reads and checks one file.
func (a *Analyzer) check(ctx context.Context, f *scan.File) ([]*Weakness, *scan.Diagnostic) {
	text := a.textSystem(f.Entry)
	system := audit.System(text)
	if text == nil {
		system = a.recognize(f)
	}
	if system == nil || f.Binary() || ctx.Err() != nil {
		return nil, nil
	}
	if size := int64(len(f.Bytes())); size > a.max {
		return nil, &scan.Diagnostic{Kind: scan.DiagTooLarge, Location: scan.Location{Path: f.Path, Origin: f.Origin}, Message: "pipeline configuration above the size limit"}
	}
	src := &ci.Source{File: f}
	var model *ci.File
	var err error
	if text != nil {
		model, err = text.ReadText(src)
	} else if src.Roots, err = document.Parse(f.Bytes()); len(src.Roots) > 0 {
		model = system.Read(src)
	}
	var list []*Weakness
	if model != nil {
		run := audit.NewRun(model, func(w *Weakness) { list = append(list, w) })
		system.Check(run)
		run.Rules(a.scripts)
	}
	list = arrange(list)
	suppress(f, list)
	if err != nil {
		return list, diagnose(f, err)
	}
	return list, nil
}

// recognize returns the first system that takes the YAML file for its own.
func (a *Analyzer) recognize(f *scan.File) audit.System {
	if f.Binary() || !isYAML(f.Entry) {
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
	if errors.Is(err, document.ErrLimit) {
		d.Kind = scan.DiagLimit
	}
	var syntax *document.SyntaxError
	if errors.As(err, &syntax) && syntax.Line > 0 {
		at := f.Offset(syntax.Line, 1)
		d.Location.Region = f.Region(at, at+len(f.Line(syntax.Line)))
	}
	return d
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
