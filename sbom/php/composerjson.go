package php

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// ComposerJSON reads composer.json, where neither composer.lock nor what Composer
// installed lies beside it. Unless a requirement is one version the version stays
// open, and what is asked for is the property "requirement". Requirements of the
// platform, such as php and ext-json, are no packages, and the composer.json of
// packages below vendor decide nothing.
type ComposerJSON struct{}

// Name returns "php/composer-json".
func (ComposerJSON) Name() string { return "php/composer-json" }

// Patterns returns composer.json.
func (ComposerJSON) Patterns() []string { return []string{manifest} }

// ShadowedBy returns the lockfile, and the list of what is installed.
func (ComposerJSON) ShadowedBy(p string) []string {
	dir := path.Dir(p)
	return []string{path.Join(dir, "composer.lock"), path.Join(dir, "vendor/composer/installed.json")}
}

// Quiet returns true.
func (ComposerJSON) Quiet() bool { return true }

// exactVersion is a requirement that only one version meets.
var exactVersion = regexp.MustCompile(`^(?:==?\s*)?(v?\d+\.\d+(?:\.\d+){0,2}(?:-?(?i:alpha|beta|rc|patch|pl|p)[.-]?\d*)?)(?:@[a-z]+)?$`)

// Extract reads one manifest.
func (ComposerJSON) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	if slices.Contains(strings.Split(path.Dir(f.Path), "/"), "vendor") {
		return nil
	}
	doc, err := entry.JSON(f, jsonpos.Config{})
	var list entry.List
	var root *scan.Package
	if name := doc.Get("name"); name.Str() != "" {
		start, end := name.Span()
		p := entry.New(f, ecosystem, name.Str(), doc.Get("version").Str(), start, end)
		p.Relation = scan.RelationRoot
		root = list.Add(p)
	}
	for _, kind := range []struct {
		key   string
		scope scan.Scope
	}{{"require", scan.ScopeRuntime}, {"require-dev", scan.ScopeDev}} {
		for name, asked := range doc.Get(kind.key).Members() {
			if !strings.Contains(name.Str(), "/") || !asked.Complete() || asked.Kind() != jsonpos.String {
				continue
			}
			start, _ := name.Span()
			_, end := asked.Span()
			version := ""
			if m := exactVersion.FindStringSubmatch(strings.TrimSpace(asked.Str())); m != nil {
				version = m[1]
			}
			p := entry.New(f, ecosystem, name.Str(), version, start, end)
			if version == "" {
				entry.Open(p, asked.Str())
			}
			p.Scope, p.Relation = kind.scope, scan.RelationDirect
			list.Depend(root, list.Add(p))
		}
	}
	list.Report(out)
	return err
}
