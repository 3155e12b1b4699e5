package govuln

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
)

// answer is what is known about one finding, over all modules that it is about.
type answer struct {
	places  int // modules and binaries to look at
	missing int // places that are neither
	seen    int // those that were looked at
	settled bool
	best    deps.Reached
}

// levels are the answers, the weakest first.
func levels() []string {
	return []string{deps.ReachNone, deps.ReachRequired, deps.ReachImported, deps.ReachCalled}
}

// add takes the strongest answer; it is settled only if each is.
func (a *answer) add(r deps.Reached) {
	a.settled = r.Settled && (a.seen == 0 || a.settled)
	a.seen++
	if a.best.Level == "" || slices.Index(levels(), r.Level) > slices.Index(levels(), a.best.Level) {
		a.best = r
	}
}

// reached returns the answer. Places that could not be looked at leave open
// whether it is worse there.
func (a *answer) reached() deps.Reached {
	r := a.best
	r.Settled = a.settled
	if a.seen < a.places || a.missing > 0 {
		r.Settled = r.Level == deps.ReachCalled
		if !r.Settled {
			r.Words += "; not everything that names it could be looked at"
		}
	}
	return r
}

// reached returns what a report says about a finding.
func (p *pass) reached(at spot, report *Report, v *deps.Vulnerability) deps.Reached {
	var best *Finding
	for _, f := range report.Best() {
		if !about(&f, v) {
			continue
		}
		if best == nil || f.Level.rank() > best.Level.rank() || f.Level == best.Level && len(f.Trace) < len(best.Trace) {
			best = &f
		}
	}
	binary := path.Base(at.path) != "go.mod"
	switch {
	case binary:
		return inBinary(best, report.Level)
	case report.Level == LevelModule:
		return deps.Reached{Level: deps.ReachRequired, Words: "which packages are imported was not looked at"}
	case best == nil || best.Level == LevelModule:
		return deps.Reached{Level: deps.ReachRequired, Settled: true, Words: "no package that is affected is imported"}
	case best.Level == LevelPackage && report.Level != LevelSymbol:
		return deps.Reached{Level: deps.ReachImported, Words: best.Package + " is imported, calls were not looked at"}
	case best.Level == LevelPackage:
		return deps.Reached{Level: deps.ReachImported, Settled: true, Words: best.Package + " is imported, nothing in it that is affected is called"}
	}
	return p.called(at, best)
}

// about reports whether a finding of x/vuln is one of the advisories of v.
func about(f *Finding, v *deps.Vulnerability) bool {
	replaces, _, _ := strings.Cut(v.Package.Properties["replaces"], "@")
	return (f.Module == v.Package.Name || f.Module == replaces) &&
		slices.ContainsFunc(v.Advisories, func(a deps.Advisory) bool { return a.ID == f.OSV })
}

// inBinary says what is known about a binary, in which there are no calls.
func inBinary(best *Finding, level Level) deps.Reached {
	switch {
	case best == nil || best.Level == LevelModule && level != LevelModule:
		return deps.Reached{Level: deps.ReachRequired, Settled: true, Words: "no package that is affected is part of the binary"}
	case best.Level == LevelModule:
		return deps.Reached{Level: deps.ReachRequired, Words: "which packages are part of the binary was not looked at"}
	case best.Level == LevelSymbol:
		return deps.Reached{Level: deps.ReachCalled, Words: "the binary holds " + best.Package + "." + best.Symbol, Trace: []string{best.Package + "." + best.Symbol}}
	}
	return deps.Reached{Level: deps.ReachImported, Settled: level == LevelSymbol, Words: "the binary holds " + best.Package + ", but nothing in it that is affected"}
}

// called makes the way from an entry point to the vulnerable function.
func (p *pass) called(at spot, f *Finding) deps.Reached {
	r := deps.Reached{Level: deps.ReachCalled, Settled: true}
	flow := &scan.CodeFlow{Message: "from the module's own code to " + f.Package + "." + f.Symbol}
	own := ""
	direct := false
	for i := len(f.Trace) - 1; i >= 0; i-- {
		frame := f.Trace[i]
		r.Trace = append(r.Trace, frame.Package+"."+frame.Symbol())
		step := p.step(at, frame)
		if i > 0 {
			step.Message = frame.Symbol() + " calls " + f.Trace[i-1].Package + "." + f.Trace[i-1].Symbol()
			if step.Path != "" { // the last place of the scanned code
				own, direct = fmt.Sprintf("%s:%d", step.Path, step.Region.StartLine), i == 1
			}
		} else {
			step.Message = frame.Symbol() + " is affected"
		}
		flow.Steps = append(flow.Steps, step)
	}
	r.Flow = flow
	r.Words = fmt.Sprintf("%s.%s is called", f.Package, f.Symbol)
	switch {
	case direct:
		r.Words = own + " calls " + f.Package + "." + f.Symbol
	case own != "":
		r.Words = own + " leads to a call of " + f.Package + "." + f.Symbol
	}
	return r
}

// step returns the place of a frame: a file of the target where the frame's
// module is one, else only words.
func (p *pass) step(at spot, frame Frame) scan.Location {
	l := scan.Location{Logical: frame.Package + "." + frame.Symbol()}
	if frame.Position == nil || frame.Position.Line < 1 {
		return l
	}
	dir, own := p.modules[spot{at.root, frame.Module}]
	if frame.Module == modfile.ModulePath([]byte(p.files[at])) {
		dir = path.Dir(at.path)
	}
	if !own || frame.Version != "" {
		l.Logical += fmt.Sprintf(" (%s@%s/%s:%d)", frame.Module, frame.Version, frame.Position.Filename, frame.Position.Line)
		return l
	}
	at.path = path.Join(dir, frame.Position.Filename)
	l.Path = at.path
	pos := frame.Position
	l.Region = scan.Region{
		StartLine: pos.Line, StartColumn: pos.Column, EndLine: pos.Line, EndColumn: pos.Column,
		StartOffset: pos.Offset, EndOffset: pos.Offset,
	}
	return l
}

// errTimeout is the cause of a look that took too long.
var errTimeout = errors.New("it took too long")

// diagnose says why a module or binary was not looked at as deeply as was asked
// for.
func diagnose(at spot, err error) *scan.Diagnostic {
	d := &scan.Diagnostic{
		Kind: scan.DiagAnalyzer, Location: scan.Location{Path: at.path}, Err: err,
		Message: "calls of vulnerable functions were not looked for; findings say what is known from imports",
	}
	switch {
	case errors.Is(err, errTimeout), errors.Is(err, context.DeadlineExceeded):
		d.Kind = scan.DiagDeadline
	case errors.Is(err, ErrEmpty):
		d.Kind, d.Note = scan.DiagEmpty, true
		d.Message = "no package of the module is built here; findings say what is known from imports"
	case errors.Is(err, ErrMemory):
		d.Kind = scan.DiagLimit
	case errors.Is(err, ErrPanic):
		d.Kind = scan.DiagPanic
	case errors.Is(err, errCgo):
		d.Kind, d.Message = scan.DiagUnsupported, "calls were not looked for in all files"
	case errors.Is(err, ErrVersion), errors.Is(err, ErrToolchain):
		d.Kind = scan.DiagUnsupported
	case errors.Is(err, ErrModules), errors.Is(err, ErrBuild), errors.Is(err, ErrDatabase):
		d.Kind = scan.DiagUnreadable
	}
	return d
}
