package dart

import (
	"context"
	"path"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PackageConfig reads .dart_tool/package_config.json, which leads from packages
// to the folders in which pub has put them, where no pubspec.lock lies beside.
// The version is that in the folder's name; a folder of the project has none.
type PackageConfig struct{}

// Name returns "dart/package-config".
func (PackageConfig) Name() string { return "dart/package-config" }

// Patterns returns .dart_tool/package_config.json.
func (PackageConfig) Patterns() []string { return []string{".dart_tool/package_config.json"} }

// ShadowedBy returns the pubspec.lock of the project.
func (PackageConfig) ShadowedBy(p string) []string {
	return []string{path.Join(path.Dir(path.Dir(p)), "pubspec.lock")}
}

var cached = regexp.MustCompile(`^(.+)-([0-9]+\.[0-9]+\.[0-9]+.*)$`)

// Extract reads one file.
func (PackageConfig) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	var list entry.List
	for e := range root.Get("packages").Elements() {
		if !e.Complete() {
			continue
		}
		start, end := e.Span()
		name, place, version := e.Get("name").Str(), e.Get("rootUri").Str(), ""
		if m := cached.FindStringSubmatch(path.Base(strings.TrimSuffix(place, "/"))); m != nil && m[1] == name {
			version = m[2]
		}
		p := entry.New(f, ecosystem, name, version, start, end)
		if version == "" && !strings.Contains(place, "://") {
			p.Source = place
		}
		if place == "../" {
			p.Relation, p.Source = scan.RelationRoot, ""
		}
		list.Add(p)
	}
	list.Report(out)
	return err
}
