package dotnet

import (
	"context"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// AssetsFile reads project.assets.json, what "dotnet restore" resolved. The
// packages that the project asks for itself are direct ones; other projects of
// the solution are no packages.
type AssetsFile struct{}

// Name returns "dotnet/assets-file".
func (AssetsFile) Name() string { return "dotnet/assets-file" }

// Patterns returns project.assets.json.
func (AssetsFile) Patterns() []string { return []string{"project.assets.json"} }

// Extract reads one file.
func (AssetsFile) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	g := newGraph(f)
	for key, value := range root.Get("libraries").Members() {
		if value.Get("type").Str() == "package" {
			g.add(key, value)
		}
	}
	for _, target := range root.Get("targets").Members() {
		g.linkResolved(target)
	}
	direct := map[string]bool{}
	for _, framework := range root.Get("project").Get("frameworks").Members() {
		for name := range framework.Get("dependencies").Members() {
			direct[strings.ToLower(name.Str())] = true
		}
	}
	for _, p := range g.list.Packages() {
		p.Relation = scan.RelationTransitive
		if direct[strings.ToLower(p.Name)] {
			p.Relation = scan.RelationDirect
		}
	}
	g.list.Report(out)
	return err
}

// linkResolved follows the dependencies of one target. They name the lowest
// version asked for; what the target holds is what they get.
func (g *graph) linkResolved(target jsonpos.Value) {
	byName := map[string]*scan.Package{}
	for key := range target.Members() {
		name, _, _ := strings.Cut(key.Str(), "/")
		byName[strings.ToLower(name)] = g.byKey[strings.ToLower(key.Str())]
	}
	for key, value := range target.Members() {
		from := g.byKey[strings.ToLower(key.Str())]
		for name := range value.Get("dependencies").Members() {
			g.list.Depend(from, byName[strings.ToLower(name.Str())])
		}
	}
}
