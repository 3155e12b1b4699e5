package golang

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"runtime/debug"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Binary reads the build information that the go command puts into a program
// (package debug/buildinfo): the main module, the modules that are really linked
// in, and the toolchain. A main module that was built in its own tree has the
// version "(devel)", which is none; its commit is the property "commit".
type Binary struct{}

// Name returns "golang/binary".
func (Binary) Name() string { return "golang/binary" }

// Patterns returns nothing: programs are known by their mode.
func (Binary) Patterns() []string { return nil }

// Chooses wants programs and libraries.
func (Binary) Chooses(e *scan.Entry) bool { return entry.Program(e) }

// Resident returns true.
func (Binary) Resident() bool { return true }

// Extract reads one program. One that was not built by Go yields nothing.
func (Binary) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	if !f.Binary() || !bytes.Contains(f.Bytes(), []byte(buildMagic)) {
		return nil
	}
	info, err := buildinfo.Read(bytes.NewReader(f.Bytes()))
	if err != nil {
		return entry.AboutFile(f, scan.DiagMalformed, "the build information of the program cannot be read", err)
	}
	r := binaryReader{file: f}
	r.read(info)
	r.list.Report(out)
	return nil
}

type binaryReader struct {
	file *scan.File
	list entry.List
}

func (r *binaryReader) read(info *debug.BuildInfo) {
	var root *scan.Package
	if info.Main.Path != "" {
		root = r.add(info.Main.Path, info.Main.Version, info.Main.Sum)
		root.Relation = scan.RelationRoot
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				entry.SetProperty(root, "commit", s.Value)
			}
		}
	}
	version, _, _ := strings.Cut(strings.TrimPrefix(info.GoVersion, "go"), " ")
	version, _, _ = strings.Cut(version, "-")
	if version != "" && version[0] >= '0' && version[0] <= '9' {
		r.list.Depend(root, r.add("stdlib", version, ""))
	}
	for _, m := range info.Deps {
		used, old := m, ""
		if m.Replace != nil {
			used, old = m.Replace, strings.TrimSuffix(m.Path+"@"+m.Version, "@")
		}
		p := r.add(used.Path, used.Version, used.Sum)
		entry.SetProperty(p, "replaces", old)
		if strings.HasPrefix(used.Path, ".") || strings.HasPrefix(used.Path, "/") {
			p.PURL, p.Source = "", used.Path
		}
	}
}

func (r *binaryReader) add(path, version, sum string) *scan.Package {
	if version == "(devel)" {
		version = ""
	}
	p := entry.New(r.file, ecosystem, path, version, 0, 0)
	p.Locations = []scan.Location{{Path: r.file.Path, Origin: r.file.Origin}}
	p.Installed, p.Scope = true, scan.ScopeRuntime
	entry.SetProperty(p, "sum", sum)
	return r.list.Add(p)
}
