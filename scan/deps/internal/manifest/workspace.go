package manifest

import (
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/glob"
	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/scan"
)

// Workspace says which other folders share the lockfile beside a manifest.
type Workspace struct {
	// Ecosystem as the OSV schema names it.
	Ecosystem string
	// Members are patterns of folders below that of the manifest, and Folders are
	// single ones, relative to it: packages that are taken from a path. A pattern
	// with "!" in front takes folders away.
	Members, Folders []string
}

// maxMembers bounds the patterns and folders of one manifest.
const maxMembers = 1000

// ReadWorkspace returns what a manifest says about other folders: workspaces of npm,
// Yarn, Bun, pnpm, Cargo and uv, and what npm and Cargo take from paths. It is false
// where a manifest says nothing.
func ReadWorkspace(f *scan.File) (Workspace, bool) {
	var w Workspace
	if f.Binary() {
		return w, false
	}
	switch path.Base(f.Path) {
	case "package.json":
		w = npmWorkspace(f.Bytes())
	case "pnpm-workspace.yaml":
		w = pnpmWorkspace(f.Bytes())
	case "Cargo.toml":
		w = cargoWorkspace(f.Bytes())
	case "pyproject.toml":
		w = uvWorkspace(f.Bytes())
	}
	w.Members, w.Folders = w.Members[:min(len(w.Members), maxMembers)], w.Folders[:min(len(w.Folders), maxMembers)]
	return w, len(w.Members)+len(w.Folders) > 0
}

func npmWorkspace(text []byte) Workspace {
	w := Workspace{Ecosystem: "npm"}
	doc, err := jsonpos.Parse(text, jsonpos.Config{})
	if err != nil {
		return w
	}
	list := doc.Root().Get("workspaces")
	if list.Kind() == jsonpos.Object { // of Yarn and Bun
		list = list.Get("packages")
	}
	for v := range list.Elements() {
		w.Members = append(w.Members, v.Str())
	}
	for _, kind := range npmKinds {
		for _, v := range doc.Root().Get(kind).Members() {
			for _, scheme := range []string{"file:", "link:", "portal:"} {
				if folder, ok := strings.CutPrefix(v.Str(), scheme); ok {
					w.Folders = append(w.Folders, folder)
				}
			}
		}
	}
	return w
}

func pnpmWorkspace(text []byte) Workspace {
	w := Workspace{Ecosystem: "npm"}
	docs, err := yamlpos.Parse(text)
	if err != nil || len(docs) == 0 {
		return w
	}
	for v := range docs[0].Get("packages").Elements() {
		w.Members = append(w.Members, v.Str())
	}
	return w
}

func cargoWorkspace(text []byte) Workspace {
	w := Workspace{Ecosystem: crates}
	doc, err := tomlpos.Parse(text)
	if err != nil {
		return w
	}
	space := doc.Table("workspace")
	w.Members = append(space.Strings("members"), without(space.Strings("exclude"))...)
	tables := []tomlpos.Table{doc, space}
	for name := range doc.Table("target") {
		tables = append(tables, doc.Table("target").Table(name))
	}
	for _, t := range tables {
		for _, kind := range cargoKinds {
			for name := range t.Table(kind) {
				if folder := t.Table(kind).Table(name).Str("path"); folder != "" {
					w.Folders = append(w.Folders, folder)
				}
			}
		}
	}
	slices.Sort(w.Folders)
	return w
}

func uvWorkspace(text []byte) Workspace {
	w := Workspace{Ecosystem: "PyPI"}
	doc, err := tomlpos.Parse(text)
	if err != nil {
		return w
	}
	space := doc.Table("tool").Table("uv").Table("workspace")
	w.Members = append(space.Strings("members"), without(space.Strings("exclude"))...)
	return w
}

// without returns patterns that take away.
func without(patterns []string) []string {
	var list []string
	for _, p := range patterns {
		list = append(list, "!"+p)
	}
	return list
}

// Of returns which of some folders a workspace in the folder dir takes in, in their
// order. Patterns that make no sense take in nothing.
func (w *Workspace) Of(dir string, folders []string) []string {
	var in, out []*glob.Pattern
	for _, text := range w.Members {
		rest, excluded := strings.CutPrefix(text, "!")
		p, err := glob.Compile(path.Clean(path.Join(dir, rest)))
		switch {
		case err != nil:
		case excluded:
			out = append(out, p)
		default:
			in = append(in, p)
		}
	}
	single := map[string]bool{}
	for _, folder := range w.Folders {
		single[path.Join(dir, folder)] = true
	}
	var list []string
	for _, folder := range folders {
		matches := func(p *glob.Pattern) bool { return p.Match(folder) }
		if single[folder] || slices.ContainsFunc(in, matches) && !slices.ContainsFunc(out, matches) {
			list = append(list, folder)
		}
	}
	return list
}
