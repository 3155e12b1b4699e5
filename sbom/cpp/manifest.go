package cpp

import (
	"context"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// ConanFile reads conanfile.txt, where no conan.lock lies beside it. A range of
// versions is kept as the property "requirement".
type ConanFile struct{}

// Name returns "cpp/conan-file".
func (ConanFile) Name() string { return "cpp/conan-file" }

// Patterns returns conanfile.txt.
func (ConanFile) Patterns() []string { return []string{"conanfile.txt"} }

// ShadowedBy returns conan.lock.
func (ConanFile) ShadowedBy(p string) []string { return []string{path.Join(path.Dir(p), "conan.lock")} }

// Extract reads one manifest.
func (ConanFile) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	r := reader{file: f}
	scope, reading := scan.ScopeUnknown, false
	for line := range entry.Lines(f) {
		switch {
		case line.Text[0] == '#':
		case line.Text[0] == '[':
			reading = true
			switch line.Text {
			case "[requires]":
				scope = scan.ScopeRuntime
			case "[build_requires]", "[tool_requires]", "[test_requires]":
				scope = scan.ScopeBuild
			default:
				reading = false
			}
		case reading:
			text, _, _ := strings.Cut(line.Text, " #")
			if p := r.asked(strings.TrimSpace(text), line); p != nil {
				p.Scope, p.Relation = scope, scan.RelationDirect
				r.list.Add(p)
			}
		}
	}
	return r.finish(out)
}

// asked makes the package of a reference, whose version may be a range in
// brackets.
func (r *reader) asked(text string, line entry.Line) *scan.Package {
	name, rest, _ := strings.Cut(text, "/")
	if version, ok := strings.CutPrefix(rest, "["); ok && name != "" {
		version, _, _ = strings.Cut(version, "]")
		return entry.Open(entry.New(r.file, ecosystem, name, "", line.Start, line.End), version)
	}
	return r.add(text, line.Start, line.End)
}

// VcpkgManifest reads vcpkg.json (the vcpkg documentation, "vcpkg.json
// Reference"). Versions come from the baseline of the registry, which is not
// part of the file: one is certain where an override sets it, and else the
// least one asked for is kept as the property "requirement".
type VcpkgManifest struct{}

// Name returns "cpp/vcpkg-manifest".
func (VcpkgManifest) Name() string { return "cpp/vcpkg-manifest" }

// Patterns returns vcpkg.json.
func (VcpkgManifest) Patterns() []string { return []string{"vcpkg.json"} }

// Extract reads one manifest.
func (VcpkgManifest) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	v := vcpkg{file: f, overrides: map[string]string{}}
	for o := range root.Get("overrides").Elements() {
		v.overrides[o.Get("name").Str()] = vcpkgVersion(o)
	}
	if name := root.Get("name").Str(); name != "" {
		start, end := root.Get("name").Span()
		v.root = entry.New(f, "vcpkg", name, vcpkgVersion(root), start, end)
		v.root.Relation = scan.RelationRoot
		if l := root.Get("license").Str(); l != "" {
			v.root.Licenses = []string{l}
		}
		v.root = v.list.Add(v.root)
	}
	v.dependencies(root.Get("dependencies"), scan.ScopeRuntime)
	for _, feature := range root.Get("features").Members() {
		v.dependencies(feature.Get("dependencies"), scan.ScopeOptional)
	}
	v.list.Report(out)
	return err
}

func vcpkgVersion(v jsonpos.Value) string {
	for _, key := range []string{"version", "version-semver", "version-string", "version-date"} {
		if s := v.Get(key).Str(); s != "" {
			return s
		}
	}
	return ""
}

type vcpkg struct {
	file      *scan.File
	list      entry.List
	root      *scan.Package
	overrides map[string]string
}

func (v *vcpkg) dependencies(list jsonpos.Value, scope scan.Scope) {
	for d := range list.Elements() {
		name := d.Str() + d.Get("name").Str()
		if name == "" || !d.Complete() || v.root != nil && name == v.root.Name {
			continue
		}
		start, end := d.Span()
		p := entry.New(v.file, "vcpkg", name, v.overrides[name], start, end)
		if p.Version == "" {
			entry.Open(p, d.Get("version>=").Str())
		}
		p.Scope, p.Relation = scope, scan.RelationDirect
		if d.Get("host").True() {
			p.Scope = scan.ScopeBuild
		}
		v.list.Depend(v.root, v.list.Add(p))
	}
}
