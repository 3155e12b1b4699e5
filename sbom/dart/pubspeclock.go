// Package dart reads the lockfile of Dart's and Flutter's pub.
//
// Source: the Dart documentation (pub glossary, "Lockfile"; package
// dependencies).
package dart

import (
	"context"
	"errors"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "Pub"

// PubspecLock reads pubspec.lock. Packages of the SDK are part of it and no
// packages of their own: their version is always 0.0.0. The file tells no
// dependencies between packages.
type PubspecLock struct{}

// Name returns "dart/pubspec-lock".
func (PubspecLock) Name() string { return "dart/pubspec-lock" }

// Patterns returns pubspec.lock.
func (PubspecLock) Patterns() []string { return []string{"pubspec.lock"} }

var errNoMapping = errors.New("the document is no mapping")

// Extract reads one lockfile.
func (PubspecLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	docs, err := yamlpos.Parse(f.Bytes())
	if err != nil {
		err = entry.Malformed(f, 0, err)
	}
	var list entry.List
	for _, doc := range docs {
		if !doc.IsMap() && err == nil {
			err = entry.Malformed(f, 0, errNoMapping)
		}
		for key, value := range doc.Get("packages").Members() {
			if value.IsMap() && value.Get("source").Str() != "sdk" {
				list.Add(pubPackage(f, key, value))
			}
		}
	}
	list.Report(out)
	return err
}

func pubPackage(f *scan.File, key, value yamlpos.Value) *scan.Package {
	start, end := yamlpos.Span(key, value)
	p := entry.New(f, ecosystem, key.Str(), value.Get("version").Str(), start, end)
	p.Relation = scan.RelationTransitive
	switch value.Get("dependency").Str() {
	case "direct main", "direct overridden":
		p.Relation, p.Scope = scan.RelationDirect, scan.ScopeRuntime
	case "direct dev":
		p.Relation, p.Scope = scan.RelationDirect, scan.ScopeDev
	}
	description := value.Get("description")
	p.Hashes = entry.Hex("sha256", description.Get("sha256").Str())
	switch url := description.Get("url").Str(); value.Get("source").Str() {
	case "git":
		entry.SetGit(p, url, description.Get("resolved-ref").Str())
	case "path":
		p.Source = description.Get("path").Str()
	default:
		if !registry.Default(ecosystem, url) {
			p.Source = entry.CleanURL(url)
		}
	}
	return p
}
