package dotnet

import (
	"context"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// DepsFile reads NAME.deps.json, which says what a published program loads
// (the .NET documentation, "Runtime configuration files"). A project of the
// solution that no other library needs is the program itself. The shared
// framework of a self-contained program is reported under the name of its
// package, without the "runtimepack." in front of it.
type DepsFile struct{}

// Name returns "dotnet/deps-file".
func (DepsFile) Name() string { return "dotnet/deps-file" }

// Patterns returns *.deps.json.
func (DepsFile) Patterns() []string { return []string{"*.deps.json"} }

var errNoTargets = errors.New("neither targets nor libraries in it")

// Extract reads one file.
func (DepsFile) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	libraries := root.Get("libraries")
	if err == nil && libraries.Kind() != jsonpos.Object && root.Get("targets").Kind() != jsonpos.Object {
		err = entry.Malformed(f, 0, errNoTargets)
	}
	g := newGraph(f)
	for key, value := range libraries.Members() {
		if p := g.add(key, value); p != nil {
			p.Scope, p.Installed = scan.ScopeRuntime, true
		}
	}
	for _, target := range root.Get("targets").Members() {
		g.link(target)
	}
	g.roots()
	g.list.Report(out)
	return err
}

// graph is the libraries of a file that names them "name/version".
type graph struct {
	file     *scan.File
	list     entry.List
	byKey    map[string]*scan.Package // in lower case
	projects []*scan.Package
	needed   map[*scan.Package]bool
}

func newGraph(f *scan.File) *graph {
	return &graph{file: f, byKey: map[string]*scan.Package{}, needed: map[*scan.Package]bool{}}
}

const runtimePack = "runtimepack."

// add takes a library in. One without a version is an assembly and no package.
func (g *graph) add(key, value jsonpos.Value) *scan.Package {
	name, version, ok := strings.Cut(key.Str(), "/")
	if !ok || name == "" || !value.Complete() {
		return nil
	}
	start, _ := key.Span()
	_, end := value.Span()
	p := entry.New(g.file, ecosystem, strings.TrimPrefix(name, runtimePack), version, start, end)
	p.Hashes = sha512(value.Get("sha512").Str())
	p = g.list.Add(p)
	g.byKey[strings.ToLower(key.Str())] = p
	if value.Get("type").Str() == "project" {
		g.projects = append(g.projects, p)
	}
	return p
}

// sha512 reads the base64 of a digest, with or without its algorithm.
func sha512(text string) []scan.Hash {
	return entry.SRI("sha512-" + strings.TrimPrefix(text, "sha512-"))
}

// link follows the dependencies of one target.
func (g *graph) link(target jsonpos.Value) {
	for key, value := range target.Members() {
		from := g.byKey[strings.ToLower(key.Str())]
		for name, version := range value.Get("dependencies").Members() {
			to := g.byKey[strings.ToLower(name.Str()+"/"+version.Str())]
			g.list.Depend(from, to)
			if to != from {
				g.needed[to] = true
			}
		}
	}
}

// roots makes projects that nothing needs roots, and sets the relations where
// there is one.
func (g *graph) roots() {
	found := false
	for _, p := range g.projects {
		if !g.needed[p] {
			p.Relation, found = scan.RelationRoot, true
		}
	}
	if found {
		g.list.Direct()
	}
}
