package golang

import (
	"errors"
	"path"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Bounds on what is followed of a workspace: the folders above a module that are
// searched, and the modules that are looked at.
const (
	maxAbove   = 32
	maxMembers = 1000
)

// workspace is what a go.work decides for its modules (Go Modules Reference,
// "Workspaces"): replacements that go before theirs, and which modules are taken
// from folders.
type workspace struct {
	file    *modfile.WorkFile
	folders map[string]string // of the members, by module path
}

// reportWork reports the toolchain that a go.work asks for. What it uses is
// reported of each module's go.mod.
func reportWork(f *scan.File, out scan.Sink) error {
	work, err := modfile.ParseWork(f.Path, f.Bytes(), nil)
	if err != nil {
		offset := 0
		var list modfile.ErrorList
		if errors.As(err, &list) && len(list) > 0 {
			offset = f.Offset(list[0].Pos.Line, 1)
		}
		return entry.Malformed(f, offset, err)
	}
	r := newReader(f, &modfile.File{Go: work.Go, Toolchain: work.Toolchain})
	r.stdlib()
	r.list.Report(out)
	return nil
}

// workspaceOf finds the go.work that a module belongs to, in the nearest folder
// that has one; nil when that does not use the module. The paths of modules are
// as go.work writes them.
func workspaceOf(mod *scan.File, near func(string) *scan.File) *workspace {
	dir := mod.Dir()
	for range maxAbove {
		if f := near(path.Join(dir, "go.work")); f != nil {
			return newWorkspace(f, mod, near)
		}
		if dir == "." || dir == "/" || dir == "" {
			return nil
		}
		dir = path.Dir(dir)
	}
	return nil
}

func newWorkspace(f, mod *scan.File, near func(string) *scan.File) *workspace {
	work, err := modfile.ParseWork(f.Path, f.Bytes(), nil)
	if err != nil {
		return nil // said of the go.work itself
	}
	w, member := &workspace{work, map[string]string{}}, false
	for _, use := range work.Use[:min(len(work.Use), maxMembers)] {
		folder := path.Join(f.Dir(), use.Path)
		other := near(path.Join(folder, "go.mod"))
		if other == nil {
			continue
		}
		member = member || other.Path == mod.Path
		w.folders[modfile.ModulePath(other.Bytes())] = folder
	}
	if !member {
		return nil
	}
	return w
}

// replacement returns the replace line of the workspace for a module.
func (w *workspace) replacement(m module.Version) *modfile.Replace {
	if w == nil {
		return nil
	}
	var any *modfile.Replace
	for _, rep := range w.file.Replace {
		switch rep.Old {
		case m:
			return rep
		case module.Version{Path: m.Path}:
			any = rep
		}
	}
	return any
}

// folder returns the folder that a module is taken from, "" when it is no member
// of the workspace.
func (w *workspace) folder(path string) string {
	if w == nil {
		return ""
	}
	return w.folders[path]
}
