// Package golang reads the modules that a Go project requires.
//
// Sources: the Go Modules Reference (go.mod files, go.sum files, minimal
// version selection).
package golang

import (
	"context"
	"errors"
	"path"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "Go"

// Module reads go.mod, and go.sum where go.mod does not name every module, and
// go.work.
//
// The main module is the root and depends on the modules required without an
// "// indirect" comment. A replaced module is reported as its replacement, the
// original as its property "replaces"; a replacement by a folder has the
// folder's path as name and source and no version. Requirements of excluded
// versions are left out, as the go command does. The toolchain is the package
// "stdlib". Versions have their leading v, as everywhere in Go.
//
// In a workspace, replacements of go.work go before those of its modules, and a
// required module that is a member has the member's folder as source and no
// version. Versions are those that each go.mod asks for: the workspace may select
// higher ones.
type Module struct{}

// Name returns "golang/module".
func (Module) Name() string { return "golang/module" }

// Patterns returns go.mod, go.sum and go.work.
func (Module) Patterns() []string { return []string{"go.mod", "go.sum", "go.work"} }

// Extract reads one file on its own.
func (x Module) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads a go.mod with the go.sum beside it and the go.work above it. A go.sum beside a go.mod
// yields nothing of its own.
func (Module) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if f.Base() == "go.sum" {
		if near(path.Join(f.Dir(), "go.mod")) != nil {
			return nil
		}
		return reportSum(f, out)
	}
	if f.Base() == "go.work" {
		return reportWork(f, out)
	}
	mod, parseErr := parse(f)
	if mod == nil {
		return parseErr
	}
	r := newReader(f, mod)
	r.work = workspaceOf(f, near)
	r.read()
	var sumErr error
	if r.needsSum() {
		sumErr = r.readSum(near(path.Join(f.Dir(), "go.sum")))
	}
	r.list.Report(out)
	return errors.Join(parseErr, sumErr)
}

// The number of lines that may be skipped in one file, and of attempts to read
// it without them.
const (
	maxBroken   = 100
	maxAttempts = 8
)

// parse reads a go.mod. Lines that cannot be understood are blanked and said in
// the error.
func parse(f *scan.File) (*modfile.File, error) {
	text := f.Bytes()
	var diagnostics []error
	closed := false
	for attempt := 1; ; attempt++ {
		mod, err := modfile.Parse(f.Path, text, nil)
		if err == nil {
			return mod, errors.Join(diagnostics...)
		}
		var list modfile.ErrorList
		if !errors.As(err, &list) || attempt == maxAttempts {
			return nil, errors.Join(append(diagnostics, entry.Malformed(f, 0, err))...)
		}
		text = append([]byte(nil), text...)
		for _, e := range list {
			start := f.Offset(e.Pos.Line, 1)
			end := start + len(f.Line(e.Pos.Line))
			if n := blank(text[start:end]); n == 0 && !closed {
				text, closed = append(text, "\n)\n"...), true // a block that the file does not close
			} else if n == 0 || len(diagnostics) == maxBroken {
				return nil, errors.Join(append(diagnostics, entry.Malformed(f, start, err))...)
			}
			diagnostics = append(diagnostics, entry.Diagnostic(f, scan.DiagMalformed, start, end, "line of go.mod is not understood", e.Err))
		}
	}
}

// blank overwrites a line with spaces and returns how many bytes changed.
func blank(line []byte) int {
	n := 0
	for i, c := range line {
		if c != ' ' && c != '\t' {
			line[i] = ' '
			n++
		}
	}
	return n
}

// reader turns one go.mod into packages.
type reader struct {
	file *scan.File
	mod  *modfile.File
	work *workspace // nil for none
	list entry.List
	root *scan.Package
	has  map[string]bool // paths of required modules and of their replacements

	excluded map[module.Version]bool
	replaced map[module.Version]*modfile.Replace
}

func newReader(f *scan.File, mod *modfile.File) *reader {
	r := &reader{file: f, mod: mod, has: map[string]bool{}, excluded: map[module.Version]bool{}, replaced: map[module.Version]*modfile.Replace{}}
	for _, e := range mod.Exclude {
		r.excluded[e.Mod] = true
	}
	for _, rep := range mod.Replace {
		r.replaced[rep.Old] = rep
	}
	return r
}

func (r *reader) read() {
	if m := r.mod.Module; m != nil && m.Mod.Path != "" {
		r.root = r.list.Add(r.at(m.Mod.Path, "", m.Syntax))
		r.root.Relation = scan.RelationRoot
	}
	r.stdlib()
	for _, req := range r.mod.Require {
		if !r.excluded[req.Mod] {
			r.require(req)
		}
	}
}

func (r *reader) at(name, version string, line *modfile.Line) *scan.Package {
	return entry.New(r.file, ecosystem, name, version, line.Start.Byte, line.End.Byte)
}

// stdlib reports the toolchain: the version of the toolchain line, without the
// suffix of a custom build, or else that of the go line, which is the oldest
// that may build the module and is marked with the property "minimum".
func (r *reader) stdlib() {
	version, line, minimum := "", (*modfile.Line)(nil), false
	if g := r.mod.Go; g != nil {
		version, line, minimum = g.Version, g.Syntax, true
	}
	if t := r.mod.Toolchain; t != nil && t.Name != "default" {
		version, _, _ = strings.Cut(strings.TrimPrefix(t.Name, "go"), "-")
		line, minimum = t.Syntax, false
	}
	if version == "" {
		return
	}
	p := r.list.Add(r.at("stdlib", version, line))
	p.Relation = scan.RelationDirect
	if minimum {
		p.Properties = map[string]string{"minimum": "true"}
	}
}

func (r *reader) require(req *modfile.Require) {
	p := r.at(req.Mod.Path, req.Mod.Version, req.Syntax)
	r.has[req.Mod.Path] = true
	if folder := r.work.folder(req.Mod.Path); folder != "" {
		p = r.at(req.Mod.Path, "", req.Syntax)
		p.Source = folder
	} else if rep := r.work.replacement(req.Mod); rep != nil {
		p = r.replace(p, req.Mod, rep, nil)
	} else if rep := r.replacement(req.Mod); rep != nil {
		p = r.replace(p, req.Mod, rep, rep.Syntax)
	}
	p.Relation = scan.RelationDirect
	if req.Indirect {
		p.Relation = scan.RelationTransitive
	}
	p = r.list.Add(p)
	if !req.Indirect {
		r.list.Depend(r.root, p)
	}
}

// replacement returns the replace line for a module; one for its version goes
// before one for all versions.
func (r *reader) replacement(m module.Version) *modfile.Replace {
	if rep := r.replaced[m]; rep != nil {
		return rep
	}
	return r.replaced[module.Version{Path: m.Path}]
}

// replace makes the package that one is replaced by. The replace line is a
// second place of it, unless it is not of this file.
func (r *reader) replace(p *scan.Package, old module.Version, rep *modfile.Replace, line *modfile.Line) *scan.Package {
	q := entry.New(r.file, ecosystem, rep.New.Path, rep.New.Version, 0, 0)
	q.Locations = p.Locations
	if line != nil {
		q.Locations = append(q.Locations, entry.Place(r.file, line.Start.Byte, line.End.Byte))
	}
	entry.SetProperty(q, "replaces", old.String())
	r.has[rep.New.Path] = true
	if rep.New.Version == "" {
		q.PURL, q.Source = "", rep.New.Path
	}
	return q
}

// needsSum reports whether go.mod leaves out indirect modules: before Go 1.17,
// and without a go line, which stands for Go 1.16.
func (r *reader) needsSum() bool {
	return r.mod.Go == nil || semver.Compare("v"+languageVersion(r.mod.Go.Version), "v1.17") < 0
}

// languageVersion cuts a release such as 1.21rc2 or 1.21.3 down to what semver
// understands.
func languageVersion(v string) string {
	for i, c := range v {
		if c != '.' && (c < '0' || c > '9') {
			return v[:i]
		}
	}
	return v
}
