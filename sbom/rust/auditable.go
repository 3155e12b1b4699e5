package rust

import (
	"bytes"
	"compress/zlib"
	"context"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"io"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/scan"
)

// Auditable reads the list of crates that cargo-auditable puts into a program,
// in its section .dep-v0 (the format's description in the rust-secure-code
// project). Programs without it say nothing.
type Auditable struct{}

// Name returns "rust/auditable".
func (Auditable) Name() string { return "rust/auditable" }

// Patterns returns nothing: programs are known by their mode.
func (Auditable) Patterns() []string { return nil }

// Chooses wants programs and libraries.
func (Auditable) Chooses(e *scan.Entry) bool { return entry.Program(e) }

// Resident returns true.
func (Auditable) Resident() bool { return true }

const (
	section      = ".dep-v0"
	maxInventory = 8 << 20
)

// Extract reads one program.
func (Auditable) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	packed := dependencySection(f.Bytes())
	if packed == nil {
		return nil
	}
	text, err := inflate(packed)
	if err != nil {
		return entry.AboutFile(f, scan.DiagMalformed, "the list of crates in the program cannot be read", err)
	}
	doc, err := jsonpos.Parse(text, jsonpos.Config{})
	if err != nil {
		return entry.AboutFile(f, scan.DiagMalformed, "the list of crates in the program cannot be read", err)
	}
	var list entry.List
	var nodes []*scan.Package
	for crate := range doc.Root().Get("packages").Elements() {
		nodes = append(nodes, list.Add(auditable(f, crate)))
	}
	i := 0
	for crate := range doc.Root().Get("packages").Elements() {
		for d := range crate.Get("dependencies").Elements() {
			if to := number(d.Raw()); to < len(nodes) && to != i {
				list.Depend(nodes[i], nodes[to])
			}
		}
		i++
	}
	list.Direct()
	list.Report(out)
	return nil
}

func auditable(f *scan.File, crate jsonpos.Value) *scan.Package {
	p := entry.New(f, ecosystem, crate.Get("name").Str(), crate.Get("version").Str(), 0, 0)
	p.Locations = []scan.Location{{Path: f.Path, Origin: f.Origin}}
	p.Installed, p.Scope = true, scan.ScopeRuntime
	if crate.Get("kind").Str() == "build" {
		p.Scope = scan.ScopeBuild
	}
	if crate.Get("root").True() {
		p.Relation = scan.RelationRoot
	}
	if source := crate.Get("source").Str(); source != "crates.io" && source != "registry" && source != "local" && !registry.Default(ecosystem, source) {
		p.Source = entry.CleanURL(source)
	}
	return p
}

// number reads a small index, beyond every list for what is none.
func number(text []byte) int {
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' || n > maxInventory {
			return maxInventory
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func inflate(packed []byte) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, maxInventory))
}

// dependencySection returns the section's bytes, nil when there is none.
func dependencySection(program []byte) []byte {
	r := bytes.NewReader(program)
	switch {
	case bytes.HasPrefix(program, []byte(elf.ELFMAG)):
		if file, err := elf.NewFile(r); err == nil {
			if s := file.Section(section); s != nil && s.Type != elf.SHT_NOBITS {
				return piece(program, s.Offset, s.FileSize)
			}
		}
	case bytes.HasPrefix(program, []byte("MZ")):
		if file, err := pe.NewFile(r); err == nil {
			if s := file.Section(section); s != nil {
				return piece(program, uint64(s.Offset), uint64(min(s.Size, s.VirtualSize)))
			}
		}
	case len(program) > 4:
		if file, err := macho.NewFile(r); err == nil {
			if s := file.Section(section); s != nil {
				return piece(program, uint64(s.Offset), s.Size)
			}
		}
	}
	return nil
}

func piece(data []byte, offset, size uint64) []byte {
	if offset > uint64(len(data)) || size > uint64(len(data))-offset {
		return nil
	}
	return data[offset : offset+size]
}
