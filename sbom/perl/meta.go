// Package perl reads the metadata of Perl distributions.
//
// Source: the CPAN::Meta::Spec.
package perl

import (
	"context"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Meta reads META.json and META.yml of a distribution. MYMETA files say the same
// of one that was configured here. A file without a name is the metadata of
// something else.
type Meta struct{}

// Name returns "perl/meta".
func (Meta) Name() string { return "perl/meta" }

// Patterns returns META.json, META.yml and the MYMETA files.
func (Meta) Patterns() []string {
	return []string{"META.json", "META.yml", "MYMETA.json", "MYMETA.yml", ".meta/*/MYMETA.json"}
}

// ShadowedBy returns META.json for a META.yml, which says less.
func (Meta) ShadowedBy(p string) []string {
	if stem, ok := strings.CutSuffix(p, ".yml"); ok {
		return []string{stem + ".json"}
	}
	return nil
}

var errVersion = errors.New("want a name and a version")

// Extract reads one file.
func (Meta) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	if strings.HasSuffix(f.Path, ".yml") {
		root, err := entry.YAML(f)
		return report(f, out, root.Get("name").Str(), root.Get("version").Str(), []string{root.Get("license").Str()}, err)
	}
	root, err := entry.JSON(f, jsonpos.Config{})
	var licenses []string
	for l := range root.Get("license").Elements() {
		licenses = append(licenses, l.Str())
	}
	version := root.Get("version").Str()
	if version == "" && root.Get("version").Kind() == jsonpos.Number {
		version = string(root.Get("version").Raw())
	}
	return report(f, out, root.Get("name").Str(), version, licenses, err)
}

func report(f *scan.File, out scan.Sink, name, version string, licenses []string, err error) error {
	if err != nil || name == "" {
		return err
	}
	if version == "" {
		return entry.Malformed(f, 0, errVersion)
	}
	p := entry.New(f, "CPAN", name, version, 0, len(f.Bytes()))
	p.Installed = true
	for _, l := range licenses {
		if l != "" && l != "unknown" {
			p.Licenses = append(p.Licenses, l)
		}
	}
	out.Package(p)
	return nil
}
