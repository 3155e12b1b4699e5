// Package haskell reads the lockfiles of Cabal and Stack.
//
// Sources: the Cabal user guide ("cabal freeze") and the Stack documentation
// ("Lock files").
package haskell

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "Hackage"

// CabalFreeze reads cabal.project.freeze. Constraints on flags name no version.
// The file tells neither what is direct nor dependencies; libraries that come
// with the compiler are pinned in it like others.
type CabalFreeze struct{}

// Name returns "haskell/cabal-freeze".
func (CabalFreeze) Name() string { return "haskell/cabal-freeze" }

// Patterns returns the names of freeze files.
func (CabalFreeze) Patterns() []string { return []string{"cabal.project.freeze", "cabal.config"} }

var frozen = regexp.MustCompile(`(?:any\.)?([A-Za-z0-9][A-Za-z0-9-]*) ==([0-9][0-9.]*)`)

// Extract reads one freeze file.
func (CabalFreeze) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	for line := range entry.Lines(f) {
		if strings.HasPrefix(line.Text, "--") {
			continue
		}
		for _, m := range frozen.FindAllStringSubmatchIndex(line.Text, -1) {
			list.Add(entry.New(f, ecosystem, line.Text[m[2]:m[3]], line.Text[m[4]:m[5]], line.Start+m[0], line.Start+m[1]))
		}
	}
	list.Report(out)
	return nil
}

// StackLock reads stack.yaml.lock, which pins what is asked for beyond the
// snapshot; the snapshot itself is not part of the file.
type StackLock struct{}

// Name returns "haskell/stack-lock".
func (StackLock) Name() string { return "haskell/stack-lock" }

// Patterns returns stack.yaml.lock.
func (StackLock) Patterns() []string { return []string{"stack.yaml.lock"} }

// stackPackage is name-version@sha256:hash,size.
var stackPackage = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9-]*)-([0-9][0-9.]*)(?:@(?:sha256:)?([0-9a-f]{64})?.*)?$`)

var errPackage = errors.New("want name-version@sha256:hash,size")

// Extract reads one lockfile.
func (StackLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.YAML(f)
	var list entry.List
	errs := []error{err}
	for e := range root.Get("packages").Elements() {
		start, end := yamlpos.Span(e, e)
		completed := e.Get("completed")
		if git := completed.Get("git").Str(); git != "" {
			p := entry.New(f, ecosystem, completed.Get("name").Str(), completed.Get("version").Str(), start, end)
			entry.SetGit(p, git, completed.Get("commit").Str())
			list.Add(p)
			continue
		}
		m := stackPackage.FindStringSubmatch(completed.Get("hackage").Str())
		if name, version := completed.Get("name").Str(), completed.Get("version").Str(); m == nil && name != "" {
			p := entry.New(f, ecosystem, name, version, start, end)
			p.Source = entry.CleanURL(completed.Get("url").Str())
			p.Hashes = entry.Hex("sha256", completed.Get("sha256").Str())
			list.Add(p)
			continue
		}
		if m == nil {
			errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, start, end, "entry of stack.yaml.lock is not understood", errPackage))
			continue
		}
		p := entry.New(f, ecosystem, m[1], m[2], start, end)
		entry.SetProperty(p, "cabalFile", m[3])
		p.Relation = scan.RelationDirect
		list.Add(p)
	}
	list.Report(out)
	return errors.Join(errs...)
}
