// Package rust reads the lockfile of Cargo.
//
// Source: the Cargo Book (Cargo.toml vs Cargo.lock, Package ID Specifications)
// and Cargo's own encoding of lockfile versions 1 to 4.
package rust

import (
	"bytes"
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

// maxVersion is the newest lockfile version that is understood.
const maxVersion = 4

// errNoEntries is about a file without even the version, or the comment, that
// Cargo writes for a workspace without packages.
var errNoEntries = errors.New("no entry of a Cargo.lock in it")

// Extract reads one lockfile.
func (CargoLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	lock, err := tomlpos.Parse(f.Bytes())
	if err != nil {
		err = entry.Malformed(f, 0, err)
	} else if len(lock) == 0 && !bytes.Contains(f.Bytes(), []byte("@generated")) {
		err = entry.Malformed(f, 0, errNoEntries)
	} else if v := lock.Int("version"); v > maxVersion {
		err = &scan.Diagnostic{Kind: scan.DiagUnsupported, Location: scan.Location{Path: f.Path, Origin: f.Origin},
			Message: fmt.Sprintf("lockfile version %d is newer than %d: it may name packages in ways that are not understood", v, maxVersion)}
	}
	r := reader{file: f, checksums: lock.Table("metadata"), byName: map[string][]int{}}
	if root := lock.Table("root"); root != nil {
		r.add(root, entry.TableAt(f, "root", 1)[0])
	}
	packages := lock.Tables("package")
	spans := entry.TableAt(f, "package", len(packages))
	for i, t := range packages {
		r.add(t, spans[i])
	}
	r.link()
	r.list.Report(out)
	return err
}

// reader turns one lockfile into packages.
type reader struct {
	file      *scan.File
	checksums tomlpos.Table // of version 1, in a table of their own
	list      entry.List
	crates    []crate
	byName    map[string][]int // name to indexes of crates
}

// crate is one entry with its package.
type crate struct {
	version, source string
	dependencies    []string
	pkg             *scan.Package
}

func (r *reader) add(t tomlpos.Table, at tomlpos.Span) {
	name := t.Str("name")
	c := crate{t.Str("version"), t.Str("source"), t.Strings("dependencies"), nil}
	p := entry.New(r.file, ecosystem, name, c.version, at.Start, at.End)
	source, commit, _ := strings.Cut(c.source, "#")
	switch {
	case strings.HasPrefix(source, "git+"):
		entry.SetGit(p, source, commit)
	case !registry.Default(ecosystem, source):
		p.Source = entry.CleanURL(source)
	}
	sum := t.Str("checksum")
	if sum == "" {
		sum = r.checksums.Str("checksum " + name + " " + c.version + " (" + c.source + ")")
	}
	p.Hashes = entry.Hex("sha256", sum)
	c.pkg = r.list.Add(p)
	r.byName[name] = append(r.byName[name], len(r.crates))
	r.crates = append(r.crates, c)
}

// link follows the dependencies and sets the relations.
func (r *reader) link() {
	needed := map[*scan.Package]bool{}
	for _, c := range r.crates {
		for _, d := range c.dependencies {
			if to := r.resolve(d); to != nil && to != c.pkg {
				r.list.Depend(c.pkg, to)
				needed[to] = true
			}
		}
	}
	for _, c := range r.crates {
		switch {
		case c.source != "":
			if c.pkg.Relation == scan.RelationUnknown {
				c.pkg.Relation = scan.RelationTransitive
			}
			continue
		case !needed[c.pkg]:
			c.pkg.Relation = scan.RelationRoot
		default:
			c.pkg.Relation = scan.RelationDirect
		}
		for _, d := range c.dependencies {
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
		if len(parts) > 1 && c.version != parts[1] {
			continue
		}
		if len(parts) > 2 && strings.Trim(parts[2], "()") != c.source {
			continue
		}
		return c.pkg
	}
	return nil
}
