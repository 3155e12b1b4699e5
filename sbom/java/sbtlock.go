package java

import (
	"context"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// SBTLock reads the lockfiles of the plugin sbt-dependency-lock, *.sbt.lock. The
// configurations of a module decide its scope.
type SBTLock struct{}

// Name returns "java/sbt-lock".
func (SBTLock) Name() string { return "java/sbt-lock" }

// Patterns returns *.sbt.lock.
func (SBTLock) Patterns() []string { return []string{"*.sbt.lock"} }

// Extract reads one lockfile.
func (SBTLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	var list entry.List
	for d := range root.Get("dependencies").Elements() {
		if !d.Complete() {
			continue
		}
		start, end := d.Span()
		name := d.Get("name").Str()
		if org := d.Get("org").Str(); org != "" && name != "" {
			name = org + ":" + name
		}
		p := entry.New(f, ecosystem, name, d.Get("version").Str(), start, end)
		p.Scope = sbtScope(d.Get("configurations"))
		for a := range d.Get("artifacts").Elements() {
			if strings.HasSuffix(a.Get("name").Str(), ".jar") {
				p.Hashes = entry.SortHashes(append(p.Hashes, entry.Hex("sha1", strings.TrimPrefix(a.Get("hash").Str(), "sha1:"))...))
			}
		}
		list.Add(p)
	}
	list.Report(out)
	return err
}

func sbtScope(configurations jsonpos.Value) scan.Scope {
	scope := scan.ScopeUnknown
	for c := range configurations.Elements() {
		switch c.Str() {
		case "compile", "runtime":
			return scan.ScopeRuntime
		case "test":
			scope = scan.ScopeTest
		default:
			if scope == scan.ScopeUnknown {
				scope = scan.ScopeBuild
			}
		}
	}
	return scope
}
