package dotnet

import (
	"context"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PackagesConfig reads packages.config of older projects, which lists every
// package, direct or not.
type PackagesConfig struct{}

// Name returns "dotnet/packages-config".
func (PackagesConfig) Name() string { return "dotnet/packages-config" }

// Patterns returns packages.config and packages.PROJECT.config.
func (PackagesConfig) Patterns() []string { return []string{"packages.config", "packages.*.config"} }

// Extract reads one file.
func (PackagesConfig) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.XML(f)
	var list entry.List
	for _, e := range root.All("package") {
		p := entry.New(f, ecosystem, e.Attr("id"), e.Attr("version"), e.Start, e.End)
		p.Scope = scan.ScopeRuntime
		if e.Attr("developmentDependency") == "true" {
			p.Scope = scan.ScopeDev
		}
		list.Add(p)
	}
	list.Report(out)
	return err
}
