// Package php reads the lockfile of Composer.
//
// Source: Composer's documentation (composer.lock, the composer.json schema).
package php

import (
	"context"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "Packagist"

// ComposerLock reads composer.lock. Composer locks the commit of every package:
// a package from a registry keeps it as the property "commit" only. The
// requirements of the project stand in the composer.json beside it; without that
// file, a package that no other one needs is a direct one, and of the others it is
// not known. Requirements of the platform, such as php and ext-json, are no
// packages.
type ComposerLock struct{}

// Name returns "php/composer-lock".
func (ComposerLock) Name() string { return "php/composer-lock" }

// Patterns returns composer.lock, and composer.json to be looked into.
func (ComposerLock) Patterns() []string { return []string{"composer.lock", manifest} }

const manifest = "composer.json"

var errNoPackages = errors.New("no list of packages in it")

// Extract reads one lockfile on its own.
func (x ComposerLock) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads one lockfile with the composer.json beside it, which yields no packages
// of its own.
func (ComposerLock) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	if f.Base() == manifest {
		if near(path.Join(f.Dir(), "composer.lock")) == nil {
			return nil
		}
		return err
	}
	r := reader{file: f, byName: map[string]*scan.Package{}, needs: map[string][]string{}}
	r.packages(root.Get("packages"), scan.ScopeRuntime)
	r.packages(root.Get("packages-dev"), scan.ScopeDev)
	r.link()
	r.relate(near(path.Join(f.Dir(), manifest)))
	r.list.GuessDirect()
	r.list.Report(out)
	if err == nil && root.Get("packages").Kind() != jsonpos.Array {
		start, _ := root.Span() // Composer writes an empty list
		err = entry.Malformed(f, start, errNoPackages)
	}
	return err
}

// relate says which packages a composer.json asks for, if there is one that fits.
func (r *reader) relate(f *scan.File) {
	if f == nil {
		return
	}
	doc, err := jsonpos.Parse(f.Bytes(), jsonpos.Config{})
	if err != nil {
		return // its own turn tells
	}
	fits := false
	for _, key := range []string{"require", "require-dev"} {
		for name := range doc.Root().Get(key).Members() {
			if p := r.byName[strings.ToLower(name.Str())]; p != nil {
				p.Relation, fits = scan.RelationDirect, true
			}
		}
	}
	for _, p := range r.list.Packages() {
		if fits && p.Relation == scan.RelationUnknown {
			p.Relation = scan.RelationTransitive
		}
	}
}

// reader turns one lockfile into packages.
type reader struct {
	file   *scan.File
	list   entry.List
	byName map[string]*scan.Package // lower case: Composer's names ignore it
	needs  map[string][]string
}

// link ties packages to those that they need.
func (r *reader) link() {
	for _, name := range slices.Sorted(maps.Keys(r.needs)) {
		for _, need := range r.needs[name] {
			r.list.Depend(r.byName[name], r.byName[need])
		}
	}
}

func (r *reader) packages(list jsonpos.Value, scope scan.Scope) {
	for v := range list.Elements() {
		if v.Complete() {
			r.add(v, v.Get("name").Str(), scope)
		}
	}
}

func (r *reader) add(v jsonpos.Value, name string, scope scan.Scope) {
	start, end := v.Span()
	p := entry.New(r.file, ecosystem, name, v.Get("version").Str(), start, end)
	p.Scope = scope
	for l := range v.Get("license").Elements() {
		if s := l.Str(); s != "" {
			p.Licenses = append(p.Licenses, s)
		}
	}
	dist, source := v.Get("dist"), v.Get("source")
	p.Hashes = entry.Hex("sha1", dist.Get("shasum").Str())
	if dist.Get("type").Str() == "path" {
		p.Source = dist.Get("url").Str()
	} else if from := v.Get("notification-url").Str(); !registry.Default(ecosystem, from) {
		p.Source = entry.CleanURL(from)
	}
	entry.SetProperty(p, "commit", source.Get("reference").Str())
	if abandoned := v.Get("abandoned"); abandoned.True() || abandoned.Str() != "" {
		entry.SetProperty(p, "deprecated", "abandoned "+abandoned.Str())
	}
	key := strings.ToLower(name)
	r.byName[key] = r.list.Add(p)
	for need := range v.Get("require").Members() {
		r.needs[key] = append(r.needs[key], strings.ToLower(need.Str()))
	}
}
