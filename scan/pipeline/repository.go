package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// repository collects the files of one target that are checked together. It is
// safe for concurrent use while files are added.
type repository struct {
	mu    sync.Mutex
	files map[place][]member
}

// place is where files that may refer to each other come from.
type place struct {
	system                  audit.Linker
	target, image, archives string
}

// member is a linked file, whose content is kept, or what another one noted.
type member struct {
	path  string
	layer int
	file  *scan.File
	note  any
}

// linker returns the system as a linker when the file can be linked with others.
// Versions of files in a history do not belong together.
func linker(s audit.System, e *scan.Entry) audit.Linker {
	l, ok := s.(audit.Linker)
	if !ok || e.Origin != nil && e.Origin.Commit != "" {
		return nil
	}
	return l
}

func (r *repository) add(l audit.Linker, e *scan.Entry, m member) {
	key := place{system: l}
	if o := e.Origin; o != nil {
		key.target, key.image, key.archives = o.Target, o.Image, strings.Join(o.Archives, "\x00")
		m.layer = o.LayerIndex
	}
	m.path = strings.Clone(e.Path)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.files == nil {
		r.files = map[place][]member{}
	}
	r.files[key] = append(r.files[key], m)
}

// check checks what was added, place by place in order, and calls report for
// every linked file.
func (r *repository) check(ctx context.Context, a *Analyzer, report func([]*Weakness, *scan.Diagnostic), note func(*scan.Diagnostic)) {
	keys := make([]place, 0, len(r.files))
	for k := range r.files {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y place) int {
		return cmp.Or(strings.Compare(x.system.Name(), y.system.Name()), strings.Compare(x.target, y.target),
			strings.Compare(x.image, y.image), strings.Compare(x.archives, y.archives))
	})
	for _, k := range keys {
		a.checkTogether(ctx, k.system, r.files[k], report, note)
	}
}

func (a *Analyzer) checkTogether(ctx context.Context, l audit.Linker, members []member, report func([]*Weakness, *scan.Diagnostic), note func(*scan.Diagnostic)) {
	// Of files with one path, those of the upper layer come first.
	slices.SortFunc(members, func(x, y member) int {
		return cmp.Or(strings.Compare(x.path, y.path), cmp.Compare(y.layer, x.layer), bytes.Compare(x.content(), y.content()))
	})
	errs := make([]error, len(members))
	check := l.Link(a.linked(l, members, errs))
	// Nothing is reported before all is found: a path can run through any files.
	type checked struct {
		list []*Weakness
		diag *scan.Diagnostic
	}
	var all []checked
	var whole []*Weakness
	for i, m := range members {
		if m.file == nil || ctx.Err() != nil {
			continue
		}
		var list []*Weakness
		if run := check(i, func(w *Weakness) { list = append(list, w) }); run != nil {
			run.Rules(a.scripts)
			errs[i] = errors.Join(errs[i], run.Err())
		}
		var diag *scan.Diagnostic
		if errs[i] != nil {
			diag = diagnose(m.file, errs[i])
		}
		list = a.finish(m.file, list, note)
		all = append(all, checked{list, diag})
		whole = append(whole, list...)
	}
	fold(whole)
	for _, c := range all {
		report(join(c.list), c.diag)
	}
}

// linked returns files as each other sees them. What was wrong with one when it was
// opened last is put into errs.
func (a *Analyzer) linked(l audit.Linker, members []member, errs []error) []audit.LinkedFile {
	files := make([]audit.LinkedFile, len(members))
	for i, m := range members {
		files[i] = audit.LinkedFile{Path: m.path, Note: m.note}
		if m.file == nil {
			continue
		}
		files[i].Size = len(m.file.Bytes())
		files[i].Open = func() *audit.Run {
			model, err := a.read(l, m.file)
			if errs[i] = err; model == nil {
				return nil
			}
			run := audit.NewRun(model, func(*Weakness) {})
			run.Resolver, run.OwnRunner = a.resolver, a.ownRunner
			return run
		}
	}
	return files
}

func (m *member) content() []byte {
	if m.file == nil {
		return nil
	}
	return m.file.Bytes()
}

// CheckFiles returns the weaknesses of files that are at hand, by their paths as
// in [Analyzer.Check], in the order of paths and places. What runs through
// several of them is followed: inputs and outputs of actions and workflows that
// others call, and workflows that start after others. The error joins a
// [*scan.Diagnostic] for every file that could not be read.
func (a *Analyzer) CheckFiles(ctx context.Context, files map[string][]byte) ([]*Weakness, error) {
	p := &pass{analyzer: a}
	var list []*Weakness
	var errs []error
	report := func(found []*Weakness, d *scan.Diagnostic) {
		list = append(list, found...)
		if d != nil {
			errs = append(errs, d)
		}
	}
	quiet := func(*scan.Diagnostic) {}
	for name, content := range files {
		if !fs.ValidPath(name) {
			errs = append(errs, &fs.PathError{Op: "check", Path: name, Err: fs.ErrInvalid})
			continue
		}
		report(p.check(ctx, scan.NewFile(&scan.Entry{Path: name, Size: int64(len(content))}, content), nil))
	}
	p.repository.check(ctx, a, report, quiet)
	slices.SortStableFunc(list, func(x, y *Weakness) int { return strings.Compare(x.Location.Path, y.Location.Path) })
	slices.SortFunc(errs, func(x, y error) int { return strings.Compare(x.Error(), y.Error()) })
	return list, errors.Join(errs...)
}

var _ scan.EndPass = (*pass)(nil)

// End implements [scan.EndPass]: it checks the files that depend on each other.
func (p *pass) End(ctx context.Context, out scan.Sink) error {
	p.repository.check(ctx, p.analyzer, func(list []*ci.Weakness, diag *scan.Diagnostic) {
		for _, w := range list {
			out.Finding(w)
		}
		if diag != nil {
			out.Diagnostic(diag)
		}
	}, out.Diagnostic)
	for _, d := range p.analyzer.ignoring.notes {
		note := *d
		out.Diagnostic(&note)
	}
	return ctx.Err()
}
