// Package rust reads the lockfile of Cargo.
//
// Source: the Cargo Book (Cargo.toml vs Cargo.lock, Package ID Specifications)
// and Cargo's own encoding of lockfile versions 1 to 4.
package rust

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "crates.io"

// CargoLock reads Cargo.lock of versions 1 to 4.
//
// Packages without a source are the project's own: those that nothing depends
// on are roots, the others its members or folders, whose place the file does
// not tell. The file does not tell development dependencies from others
// either, so scopes are unknown.
type CargoLock struct{}

// Name returns "rust/cargo-lock".
func (CargoLock) Name() string { return "rust/cargo-lock" }

// Patterns returns Cargo.lock.
func (CargoLock) Patterns() []string { return []string{"Cargo.lock"} }

// lockfile is the part of a Cargo.lock that is read.
type lockfile struct {
	Package  []crate        `toml:"package"`
	Root     *crate         `toml:"root"`     // until 2017
	Metadata map[string]any `toml:"metadata"` // checksums of version 1
	Version  int            `toml:"version"`
}

type crate struct {
	Name         string   `toml:"name"`
	Version      string   `toml:"version"`
	Source       string   `toml:"source"`
	Checksum     string   `toml:"checksum"`
	Dependencies []string `toml:"dependencies"`
}

// maxVersion is the newest lockfile version that is understood.
const maxVersion = 4

// Extract reads one lockfile.
func (CargoLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var lock lockfile
	err := tomlpos.Decode(f.Bytes(), &lock)
	var syntax *tomlpos.SyntaxError
	if errors.As(err, &syntax) {
		err = entry.Malformed(f, syntax.Offset, err)
	}
	if err == nil && lock.Version > maxVersion {
		err = &scan.Diagnostic{Kind: scan.DiagUnsupported, Location: scan.Location{Path: f.Path, Origin: f.Origin},
			Message: fmt.Sprintf("lockfile version %d is newer than %d: it may name packages in ways that are not understood", lock.Version, maxVersion)}
	}
	r := reader{file: f, lock: lock}
	r.read()
	r.list.Report(out)
	return err
}

// reader turns one lockfile into packages.
type reader struct {
	file   *scan.File
	lock   lockfile
	list   entry.List
	crates []located
	byName map[string][]int // name to indexes of crates
}

// located is a crate with its package.
type located struct {
	crate
	pkg *scan.Package
}

func (r *reader) read() {
	r.byName = map[string][]int{}
	if root := tomlpos.Tables(r.file.Bytes(), "root"); r.lock.Root != nil {
		r.add(*r.lock.Root, spanAt(root, 0))
	}
	spans := tomlpos.Tables(r.file.Bytes(), "package")
	for i, c := range r.lock.Package {
		r.add(c, spanAt(spans, i))
	}
	r.link()
}

// spanAt returns the place of a table, the whole file where it was not found.
func spanAt(spans []tomlpos.Span, i int) tomlpos.Span {
	if i < len(spans) {
		return spans[i]
	}
	return tomlpos.Span{}
}

func (r *reader) add(c crate, at tomlpos.Span) {
	if c.Name == "" {
		return
	}
	p := entry.New(r.file, ecosystem, c.Name, c.Version, at.Start, at.End)
	source, commit, _ := strings.Cut(c.Source, "#")
	switch {
	case strings.HasPrefix(source, "git+"):
		entry.SetGit(p, source, commit)
	case !registry.Default(ecosystem, source):
		p.Source = entry.CleanURL(source)
	}
	sum := c.Checksum
	if sum == "" {
		sum, _ = r.lock.Metadata["checksum "+c.Name+" "+c.Version+" ("+c.Source+")"].(string)
	}
	p.Hashes = entry.Hex("sha256", sum)
	r.byName[c.Name] = append(r.byName[c.Name], len(r.crates))
	r.crates = append(r.crates, located{c, r.list.Add(p)})
}

// link follows the dependencies and sets the relations.
func (r *reader) link() {
	needed := map[*scan.Package]bool{}
	for _, c := range r.crates {
		for _, d := range c.Dependencies {
			if to := r.resolve(d); to != nil && to != c.pkg {
				r.list.Depend(c.pkg, to)
				needed[to] = true
			}
		}
	}
	for _, c := range r.crates {
		switch {
		case c.Source != "":
			if c.pkg.Relation == scan.RelationUnknown {
				c.pkg.Relation = scan.RelationTransitive
			}
			continue
		case !needed[c.pkg]:
			c.pkg.Relation = scan.RelationRoot
		default:
			c.pkg.Relation = scan.RelationDirect
		}
		for _, d := range c.Dependencies {
			if to := r.resolve(d); to != nil && to.Relation != scan.RelationRoot {
				to.Relation = scan.RelationDirect
			}
		}
	}
}

// resolve finds the package that an entry "name", "name version" or "name
// version (source)" means; as much is written as makes it unique.
func (r *reader) resolve(dependency string) *scan.Package {
	parts := strings.SplitN(dependency, " ", 3)
	for _, i := range r.byName[parts[0]] {
		c := r.crates[i]
		if len(parts) > 1 && c.Version != parts[1] {
			continue
		}
		if len(parts) > 2 && strings.Trim(parts[2], "()") != c.Source {
			continue
		}
		return c.pkg
	}
	return nil
}
