package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// maxNamed bounds the references that one diagnostic names.
const maxNamed = 3

// describes reports whether anybody wants to know what a file is made of.
func (a *Analyzer) describes(out scan.Sink) bool {
	return out != nil && (a.packages || a.describe != nil)
}

// inventory hands out what a file is made of, and reports its components.
func (a *Analyzer) inventory(system audit.System, model *ci.File, out scan.Sink) {
	if !a.describes(out) {
		return
	}
	var p *inventory.Pipeline
	if a.describe == nil {
		p = inventory.Components(system, model)
	} else {
		p = inventory.Read(system, model)
		a.describe(p)
	}
	if !a.packages {
		return
	}
	for _, pkg := range p.Packages() {
		out.Package(pkg)
	}
	if open := p.Computed(); len(open) > 0 {
		out.Diagnostic(computedNote(open))
	}
}

// computedNote says what is not among the packages because only a run can tell
// it. It is a note: nothing of the file is left unchecked.
func computedNote(open []*inventory.Component) *scan.Diagnostic {
	var names []string
	for _, c := range open {
		if !slices.Contains(names, c.Text) {
			names = append(names, c.Text)
		}
	}
	message := strings.Join(names[:min(len(names), maxNamed)], ", ")
	if more := len(names) - maxNamed; more > 0 {
		message += fmt.Sprintf(" and %d more", more)
	}
	return &scan.Diagnostic{
		Kind: scan.DiagUnpinned, Location: open[0].Location, Note: true,
		Message: "not in the inventory, since only a run can tell what it is: " + message,
	}
}

// Inventory describes files that are at hand, by their paths as in
// [Analyzer.Check], in the order of paths. Files that are none of a pipeline are
// passed over. The error joins a [*scan.Diagnostic] for every file that could
// not be read; what could be read of it is described all the same.
func (a *Analyzer) Inventory(ctx context.Context, files map[string][]byte) ([]*inventory.Pipeline, error) {
	var list []*inventory.Pipeline
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := ctx.Err(); err != nil {
			return list, context.Cause(ctx)
		}
		if !fs.ValidPath(name) {
			errs = append(errs, &fs.PathError{Op: "describe", Path: name, Err: fs.ErrInvalid})
			continue
		}
		f := scan.NewFile(&scan.Entry{Path: name, Size: int64(len(files[name]))}, files[name])
		system := a.systemOf(f)
		if system == nil {
			continue
		}
		if int64(len(f.Bytes())) > a.max {
			errs = append(errs, tooLarge(f))
			continue
		}
		model, err := a.read(system, f)
		if err != nil {
			errs = append(errs, diagnose(f, err))
		}
		if model != nil {
			list = append(list, inventory.Read(system, model))
		}
	}
	return list, errors.Join(errs...)
}

func tooLarge(f *scan.File) *scan.Diagnostic {
	return &scan.Diagnostic{Kind: scan.DiagTooLarge, Location: scan.Location{Path: f.Path, Origin: f.Origin}, Message: "pipeline configuration above the size limit"}
}
