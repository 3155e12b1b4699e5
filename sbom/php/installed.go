package php

import (
	"context"
	"errors"
	"path"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Installed reads vendor/composer/installed.json, what Composer has installed,
// in its forms of Composer 1 and 2.
type Installed struct{}

// Name returns "php/installed".
func (Installed) Name() string { return "php/installed" }

// Patterns returns composer/installed.json.
func (Installed) Patterns() []string { return []string{"composer/installed.json"} }

// ShadowedBy returns the lockfile of the project, which says the same.
func (Installed) ShadowedBy(p string) []string {
	return []string{path.Join(path.Dir(path.Dir(path.Dir(p))), "composer.lock")}
}

var errNoObject = errors.New("the document is no JSON object")

// Extract reads one file.
func (Installed) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := jsonpos.Parse(f.Bytes(), jsonpos.Config{})
	root, list := doc.Root(), doc.Root()
	switch {
	case err != nil:
		err = entry.Malformed(f, 0, err)
	case root.Kind() != jsonpos.Array && root.Kind() != jsonpos.Object:
		err = entry.Malformed(f, 0, errNoObject)
	}
	if root.Kind() == jsonpos.Object {
		list = root.Get("packages")
	}
	r := reader{file: f, byName: map[string]*scan.Package{}, needs: map[string][]string{}}
	r.packages(list, scan.ScopeRuntime)
	for e := range root.Get("dev-package-names").Elements() {
		if p := r.byName[e.Str()]; p != nil {
			p.Scope = scan.ScopeDev
		}
	}
	r.link()
	for _, p := range r.list.Packages() {
		p.Installed = true
	}
	r.list.GuessDirect()
	r.list.Report(out)
	return err
}
