// Package php reads the lockfile of Composer.
//
// Source: Composer's documentation (composer.lock, the composer.json schema).
package php

import (
	"context"
	"maps"
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
// requirements of the project stand in composer.json; a package that no other
// one needs is taken for a direct one. Requirements of the platform, such as
// php and ext-json, are no packages.
type ComposerLock struct{}

// Name returns "php/composer-lock".
func (ComposerLock) Name() string { return "php/composer-lock" }

// Patterns returns composer.lock.
func (ComposerLock) Patterns() []string { return []string{"composer.lock"} }

// Extract reads one lockfile.
func (ComposerLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	r := reader{file: f, byName: map[string]*scan.Package{}, needs: map[string][]string{}}
	r.packages(root.Get("packages"), scan.ScopeRuntime)
	r.packages(root.Get("packages-dev"), scan.ScopeDev)
	r.link()
	r.list.GuessDirect()
	r.list.Report(out)
	return err
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
