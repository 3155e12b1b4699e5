package python

import (
	"context"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PipfileLock reads Pipfile.lock. The category "default" is runtime, "develop"
// is development; those that a project names itself are unknown. The file does
// not tell what is direct.
type PipfileLock struct{}

// Name returns "python/pipfile-lock".
func (PipfileLock) Name() string { return "python/pipfile-lock" }

// Patterns returns Pipfile.lock.
func (PipfileLock) Patterns() []string { return []string{"Pipfile.lock"} }

// Extract reads one lockfile.
func (PipfileLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	var list entry.List
	for category, packages := range root.Members() {
		if category.Str() == "_meta" {
			continue
		}
		for name, value := range packages.Members() {
			if value.Kind() == jsonpos.Object && value.Complete() {
				list.Add(pipfilePackage(f, category.Str(), name, value))
			}
		}
	}
	list.Report(out)
	return err
}

func pipfilePackage(f *scan.File, category string, name, value jsonpos.Value) *scan.Package {
	start, _ := name.Span()
	_, end := value.Span()
	version := strings.TrimLeft(value.Get("version").Str(), "=")
	p := entry.New(f, ecosystem, name.Str(), version, start, end)
	switch category {
	case "default":
		p.Scope = scan.ScopeRuntime
	case "develop":
		p.Scope = scan.ScopeDev
	default:
		entry.SetProperty(p, "category", category)
	}
	for h := range value.Get("hashes").Elements() {
		p.Hashes = append(p.Hashes, entry.Hex("", h.Str())...)
	}
	p.Hashes = entry.SortHashes(p.Hashes)
	entry.SetProperty(p, "marker", value.Get("markers").Str())
	switch {
	case value.Get("git").Str() != "":
		repository, _ := gitPlace(value.Get("git").Str())
		entry.SetGit(p, repository, value.Get("ref").Str())
	case value.Get("path").Str() != "":
		p.Source = value.Get("path").Str()
	case value.Get("file").Str() != "":
		p.Source = entry.CleanURL(value.Get("file").Str())
	}
	return p
}
